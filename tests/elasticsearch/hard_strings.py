"""Texts in which it is not plain what the words are, by what makes them hard."""

from __future__ import annotations

from typing import Final

GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "apostrophes": (
        "don't", "DON'T", "can't've", "rock'n'roll", "'tis the season", "o'clock", "O'Neil's",
        "d'Artagnan",
        "l'État c'est moi", "the '90s", "90's", "dogs'", "'quoted'", "''doubled''", "fo'c's'le",
        "y'all'd've",
        "ma'am", "'", "a'", "'a", "a''b", "Ha'aretz", "Sana'a", "N'Djamena", "Xi'an", "Qur'an",
        "Hawai'i",
    ),
    "curly quotes": (
        "don’t", "O’Neil’s", "‘quoted’", "“double”", "‚low’ „low“", "«guillemets»", "‹single›",
        "rock ’n’ roll",
        "the ’90s", "a‛b", "Hawaiʻi", "Saʼar", "ʿAbd al-ʿAzīz", "a`b", "a´b", "can＇t", "5′ 10″",
        "“‘nested’”",
    ),
    "possessives": (
        "Khan's", "Khan’s", "KHAN'S", "Khans'", "Charles's", "James' book", "the U.S.'s",
        "U.S.’s role", "ICC's",
        "2022's", "it's its", "who's whose", "people's", "s's", "'s", "a's's", "Müller's", "Zoë’s",
    ),
    "hyphens and dashes": (
        "state-of-the-art", "co-operate", "COVID-19", "al-Assad", "Al-Jazeera", "F-16s",
        "mid-2022", "2021-22",
        "U.S.-led", "non‑breaking", "figure‒dash", "en–dash", "em—dash", "bar―bar", "minus−sign",
        "soft\u00adhyphen",
        "-", "--", "a-", "-a", "a--b", "trailing- -leading", "Saxe-Coburg-Gotha", "3-0",
        "10-12-2021", "full－width",
    ),
    "points": (
        "U.S.", "u.s", "U.S.A.", "U.N.", "e.g.", "i.e.,", "Ph.D.", "J.R.R. Tolkien",
        "St. Petersburg", "a.m. p.m.",
        "vs.", "Mr.Smith", "end.Start", "wait...", "wait…what", "...", ".net", "node.js", "Yahoo!",
        "B.B.C.",
        "No.10", "10.Downing", "x.1", "1.x", "a..b", "middle·dot", "l·l paral·lel", "wall·e",
        "３．５", "a．b",
    ),
    "numbers": (
        "3.5%", "1,000", "1,000,000.50", "1.000,50", "1 000", "1\u00a0000", "1\u202f000", "$5bn",
        "€3.50", "£1m", "5;6",
        "1,a", "a,1", "20th", "1st", "G20", "4x4", "0x1F", "1e10", "1/2", "½", "2½", "x²", "H₂O",
        "10:30", "10:30pm",
        "24/7", "+44 20 7946 0958", "(202) 456-1111", "192.168.0.1", "v1.2.3-rc1", "№ 5", "#1",
        "50°C", "100%", "１２３",
        "٣٫٥", "١٢٣", "१२३", "Ⅷ", "①", "3,", ",3", "3..5", "1.2.", "MH17", "Boeing 737-800",
        "A/RES/68/262",
    ),
    "addresses": (
        "name@example.org", "first.last+tag@sub.example.co.uk", "@handle", "#hashtag", "#MeToo's",
        "a@b", "@", "#",
        "http://example.org", "https://www.example.org/a/b?c=d&e=f#g", "www.example.org.",
        "example.org/path_with_underscores",
        "ftp://x.y", "mailto:a@b.c", "C:\\Windows\\system32", "/usr/bin/env", "key=value",
        "a&b AT&T", "R&D", "C++", "C#",
        "10.1000/182", "urn:isbn:0451450523", "file.tar.gz", "a:b", "a::b", "time:12:30",
        "ratio 3:2", "user_name@host",
    ),
    "underscores": (
        "snake_case", "_leading", "trailing_", "__dunder__", "a__b", "_", "__", "_1", "1_000",
        "a_1_b", "‿tie", "a‿b", "a⁀b",
        "x_", "_x_", "_'_", "a_'b", "_a.b_", "＿wide＿",
    ),
    "accents": (
        "café", "CAFÉ", "naïve", "Zoë", "Müller", "Straße", "STRASSE", "Łódź", "Dvořák", "Škoda",
        "Þórr", "Ærø", "Østfold",
        "Ålesund", "Čapek", "İstanbul", "ışık", "Nguyễn Phú Trọng", "Lưu", "Ñandú", "façade",
        "coöperate", "Hæstiréttur",
        "Erdoğan's", "Orbán’s", "São Paulo", "Kıbrıs", "Đặng", "ǅ", "Ŀ", "ĳ", "ſhort", "Ǆ", "ŉ",
        "Ǳ", "ﬆ",
    ),
    "ligatures and width": (
        "ﬁne", "eﬃcient", "ﬂow", "Œuvre", "œuvre", "æon", "ＦＵＬＬ ｗｉｄｔｈ", "ﾊﾝｶｸ", "㎞",
        "㏂", "™", "®", "©", "ª º", "µm",
        "Å", "K", "Ω", "ﬅ", "𝒜𝓁𝓅𝒽𝒶", "𝟏𝟐𝟑", "Ⓐ", "🄰", "ꬲ",
    ),
    "combining marks": (
        "e\u0301te\u0301", "Zoe\u0308", "n\u0303", "\u0301", "\u0301a", "a \u0301b",
        "a\u0301\u0302\u0303", "S\u0323\u0307", "\u1e9b\u0323",
        "o\u0338", "a\u20dd", "क्षत्रिय", "नमस्ते", "தமிழ்", "ก\u0e38", "x\u0489", "a\u034fb",
        "e\u0301's", "1\u0301", "_\u0301",
    ),
    "zero width and controls": (
        "zero\u200bwidth", "non\u200cjoiner", "join\u200der", "word\u2060joiner", "bom\ufefftext",
        "\ufeffstart", "left\u200eright\u200f", "\u202aembed\u202c",
        "a\u2063b", "a\u180eb", "a\u061cb", "tab\tline\nfeed\rreturn", "null\x00byte", "bell\x07",
        "\x1funit", "a\x0bb\x0cc", "nel\x85x",
        "line\u2028para\u2029", "nbsp\u00a0x", "thin\u2009x", "ideographic\u3000space", "\u200b",
        "soft\u00ad", "\u00adsoft", "a\ue000b", "\ufffd", "x\ufffc",
    ),
    "Chinese, Japanese, Korean": (
        "東京", "東京タワー", "東京タワーは高い", "中华人民共和国", "国际刑事法院", "ひらがな",
        "カタカナ", "ｶﾀｶﾅ", "カタカナ_x", "コンピューター", "々", "〆", "〇",
        "日本語とEnglish", "Englishと日本語", "2022年3月", "한국어 뉴스", "대한민국", "ㄱㄴㄷ",
        "한글's", "習近平主席", "𠮷野家", "「引用」", "・中黒・", "ー", "㍿", "北京2022",
    ),
    "Thai and neighbours": (
        "ภาษาไทย", "สวัสดีครับ", "กรุงเทพมหานคร 2022", "ລາວ", "ພາສາລາວ", "ភាសាខ្មែរ", "မြန်မာ",
        "ไทยEnglish", "ก.ข", "๑๒๓", "ฯลฯ", "ไทย's",
    ),
    "Arabic and Hebrew": (
        "العربية", "الولايات المتحدة", "محمد بن سلمان", "كتاب،", "عـــربي", "مُحَمَّد", "لا", "ﻻ",
        "שלום", "צה\"ל", "ג'ורג'", "ע\"ש", "אבג'", "יִשְׂרָאֵל",
        "صدّام", "پاکستان", "۱۲۳", "قرآن", "د.محمد", "۱٬۰۰۰",
    ),
    "other scripts": (
        "Киев", "Київ", "Зеленський", "д'Артаньян", "съезд", "Ёлка", "Αθήνα", "ΣΊΣΥΦΟΣ",
        "Ελλάδα's", "Հայաստան", "საქართველო", "ᲡᲐᲥᲐᲠᲗᲕᲔᲚᲝ",
        "አዲስ አበባ", "አዲስ፡አበባ", "বাংলাদেশ", "ਪੰਜਾਬ", "ગુજરાત", "ಕನ್ನಡ", "മലയാളം", "සිංහල", "བོད་ཡིག",
        "ᠮᠣᠩᠭᠣᠯ", "ᏣᎳᎩ", "𐌰𐌱𐌲", "ꙮ", "ⲁⲃⲅ", "ߒߞߏ",
    ),
    "emoji": (
        "🙂", "war🙂peace", "👍🏽", "👨‍👩‍👧", "🏳️‍🌈", "🇺🇦", "🇺🇦🇷🇺", "🇺", "☀️", "☀",
        "❤️‍🔥", "1️⃣", "#️⃣", "*️⃣", "🙂🙂", "👩🏽‍🚀", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "ℹ️", "‼️", "™️",
        "㊗️", "〰️", "🀄", "♟️", "⚽goal", "U🙂S", "🙂's", "a\u200d🙂", "🙂\u200d", "\u200d🙂",
        "🏽", "⌚︎",
    ),
    "stems": (
        "crimes criminals criminality", "running runs ran runner", "university universe universal",
        "organ organize organization",
        "international internment", "generously generous generic", "skies sky skis",
        "dying lying tying", "news new",
        "ponies caresses cats ties", "hoping hopping hoped", "agreed feed",
        "relational conditional", "happily happy",
        "argue argued arguing argument", "investigate investigation investigators",
        "president presidency presidential",
        "Ukraine Ukrainian Ukrainians", "witnesses witness", "proceed exceed succeed",
        "early only", "inning outing canning",
        "herring earring", "sses ied ies us ss", "y yy yyy", "bbb", "The Who",
        "to be or not to be", "is was were been",
        "communication communism", "arsenal generate", "atlas cosmos bias andes",
        "Zelenskyy Zelensky Zelenskiy",
    ),
    "signs alone": (
        "", " ", "!!!", "?!", "… — “ ”", "***", "()[]{}", "<b>bold</b>", "&amp;", "&#39;", "\\",
        "|", "~", "^", "$", "€", "§ 5", "¶", "•", "→", "±5", "×", "a×b",
        "½¼", "a/b", "and/or", "(s)he", "word(s)", "[sic]", "{x}", "<script>alert('x')</script>",
        "a=b", "a+b", "*bold*",
    ),
    "long words": (
        "a" * 254, "b" * 255, "Pneumonoultramicroscopicsilicovolcanoconiosis's", "x-" * 200,
        "ab" * 40 + "'s", "é" * 200, "ß" * 120, "𝒜" * 127, "x" + "𝒷" * 127,
        "1" * 200, "a." * 100, "_" * 250 + "a", "ก" * 250, "東" * 300, "🙂" * 60, "ing" * 50,
        "a'" * 100 + "a",
    ),
}  # fmt: skip
HARD: Final[tuple[str, ...]] = tuple(text for group in GROUPS.values() for text in group)
TOO_LONG: Final[tuple[str, ...]] = (
    "a" * 256, "d" * 300 + " after", "before " + "c" * 1023, "é" * 300, "𝒷" * 128,
    "ก" * 300, "ß" * 200, "7" * 999,
)  # fmt: skip
"""Words above 255 UTF-16 units, and below the 1,024 bytes above which no engine takes them."""

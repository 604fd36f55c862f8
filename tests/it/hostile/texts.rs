//! Texts that are something else than words to some reader, and for each a harmless one of the same shape.

use proptest::prelude::*;

/// Whole attacks. No letter follows an `@` that is somebody's id, so that none becomes a link by being right.
pub(crate) const POLYGLOTS: [&str; 40] = [
    "\"><script>alert(1)</script>",
    "'><img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "--></style></title></textarea></noscript><svg onload=alert(1)>",
    "jaVasCript:/*-/*`/*\\`/*'/*\"/**/(/* */oNcliCk=alert() )//%3D%3A//</stYle/</titLe/</teXtarEa/</scRipt/--!>\\x3csVg/<sVg/oNloAd=alert()//>\\x3e",
    "<!--<script>",
    "<![CDATA[<script>alert(1)]]>",
    "]]><script>alert(1)</script>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "&#60;script&#62;alert(1)&#60;/script&#62; &lt;b&gt; &amp;lt;i&amp;gt;",
    "` onmouseover=alert(1) x=`",
    "\" onfocus=\"alert(1)\" autofocus=\"",
    "' style='background:url(javascript:alert(1))' x='",
    "{{ 7*7 }} {% include \"layout.html\" %} {# c #} ${7*7} #{7*7} <%= 7*7 %>",
    "=HYPERLINK(\"http://x.example\";\"a\")",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "%0 a%0 dSet-Cookie: a=b",
    "a, b; c: d\\, e\\n f \\; g",
    "END:VEVENT BEGIN:VALARM;ACTION=DISPLAY:TRIGGER",
    "::error file=a,line=1::x%25::set-output name=a::b",
    "##[error]x ##vso[task.complete result=Failed;]",
    "[a](javascript:alert(1)) ![b](http://x.example/p.png) <http://x.example>",
    "| a | b |\\| c `|` **d** _e_ ~f~ !g $h$",
    "@octocat @all #12 !7 GH-3 https://x.example www.x.example x@x.example",
    "#!/bin/sh; $(touch x) `touch x` && touch x | touch x > x",
    "\\u003cscript\\u003e \\x3cscript\\x3e \\074script\\076",
    "../../../../etc/passwd ..\\..\\windows C:\\x //x.example/y file:///etc/passwd",
    "data:text/html,<script>alert(1)</script> vbscript:msgbox(1)",
    "</svg></desc></title><foreignObject><body xmlns=\"http://www.w3.org/1999/xhtml\" onload=\"alert(1)\">",
    "<meta http-equiv=refresh content=\"0;url=http://x.example\"><base href=//x.example/><iframe srcdoc=\"<script>alert(1)</script>\">",
    "<form action=//x.example><button formaction=javascript:alert(1)>x</button>",
    "\\\"; alert(1); // \\'; alert(1); //",
    "null undefined NaN true 0x10 1e5 __proto__ constructor toString",
    "\u{200f}\u{61c}y \u{200b}\u{200d}z",
    "a\u{a0}b\u{2003}c\u{feff}d",
    "𝒳 \u{1f469}\u{200d}\u{1f4bb} e\u{301}\u{301}\u{301} \u{fffe}\u{e000} ﷽ ＜script＞",
];

/// Those that no header of a mail may hold, nor a terminal be given.
pub(crate) const CONTROLS: [&str; 10] = [
    "\u{202e}cod.exe\u{2066}x\u{2069}",
    "a\u{2028}b\u{2029}c\u{85}d",
    "a\u{1b}[31mred\u{1b}]0;title\u{7}b",
    "a\u{9b}31mb\u{90}c\u{9c}",
    "a\r\nBcc: victim@x.example\r\n\r\n<b>body</b>",
    "a\n::error::x\n|b|\n# c\n\n<script>alert(1)</script>",
    "a\r.\r\n.\r\nMAIL FROM:<x@x.example>",
    "a\u{8}\u{7f}b\tc\u{b}d\u{c}e",
    "\t=1+1\r=2",
    "a\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:x\r\n b",
];

/// What attacks are made of.
const FRAGMENTS: &[&str] = &[
    "<",
    ">",
    "\"",
    "'",
    "&",
    "`",
    "=",
    "/",
    "\\",
    "</",
    "/>",
    "<!--",
    "-->",
    "--!>",
    "<?",
    "<![CDATA[",
    "]]>",
    "<script",
    "</script>",
    "<style>",
    "</style>",
    "</title>",
    "<svg",
    "<math",
    "<a href=",
    "<img src=x",
    " onerror=",
    " onload=",
    "javascript:",
    "&#x6a;",
    "&lt;",
    "&amp;",
    "&quot;",
    "alert(1)",
    "{{",
    "}}",
    "{%",
    "%}",
    "|",
    "%3c",
    "\u{2003}",
    "\u{200f}",
    "\u{feff}",
    "::",
    "@x",
    "#1",
    "\\n",
    ";",
    ",",
    "=1",
    "-1",
    "(",
    ")",
    " ",
    "x",
];

/// Texts made of such parts.
pub(crate) fn mixed() -> impl Strategy<Value = Vec<String>> {
    let one = proptest::collection::vec(proptest::sample::select(FRAGMENTS), 1..9).prop_map(|parts| parts.concat());
    proptest::collection::vec(one, 32)
}

/// A text of the same length with words in the same places, and nothing but letters and digits.
pub(crate) fn harmless(text: &str) -> String {
    text.chars().map(|c| if c == ' ' || c.is_ascii_alphanumeric() { c } else { 'x' }).collect()
}

//! Strings that mean something to a consumer of the output.

/// Each begins with nothing that shields it, and has a colour that tidegate does not use where it is about
/// escapes.
pub(super) const ALL: [&str; 66] = [
    // Workflow commands of GitHub, also of Gitea and Forgejo.
    "::error::owned",
    "::add-mask::e",
    "::stop-commands::x",
    "  ::set-output name=x::y",
    "\u{a0}::warning::y",
    "\u{3000}::notice::y",
    "\t::debug::y",
    "a\n::error file=x,line=1::owned",
    "a\r::error::owned",
    "a\r\n::error::owned",
    "\u{1b}[35m::error::owned",
    "\u{feff}::error::owned",
    "\u{200b}::error::owned",
    "\u{2028}::error::owned",
    "\u{85}::error::owned",
    "\u{b}::error::owned",
    "%0A::error::owned%0D%0A::b::c",
    "x,title=owned,file=/etc/passwd",
    "a::b::c",
    "##[error]owned",
    "##[add-mask]e",
    "a ##[group]b",
    "#\u{1b}[35m#[error]owned",
    "###[command]owned",
    // Azure Pipelines and TeamCity.
    "##vso[task.setvariable variable=x]y",
    "a ##vso[task.complete result=Succeeded;]",
    "##VSO[task.logissue type=error]z",
    "##teamcity[buildStatus status='SUCCESS']",
    "a\n##teamcity[x 'y']",
    // GitLab and Travis CI.
    "section_start:1600000000:x[collapsed=true]\r\u{1b}[0Kowned",
    "\u{1b}[0Ksection_end:1600000000:x\r\u{1b}[0K",
    "travis_fold:start:x\r\u{1b}[0K",
    // Terminals.
    "\u{1b}[2J\u{1b}[H",
    "\u{1b}]0;owned\u{7}",
    "\u{1b}]8;;https://evil.example\u{1b}\\link\u{1b}]8;;\u{1b}\\",
    "\u{1b}]52;c;b3duZWQ=\u{7}",
    "\u{1b}]1338;url='x'\u{7}",
    "\u{1b}P+q\u{1b}\\",
    "\u{1b}c",
    "\u{9b}35m\u{9d}0;x\u{9c}",
    "\u{90}x\u{9c}\u{8e}\u{8f}",
    "a\u{8}\u{8}\u{8}b\u{7f}",
    "owned\rtidegate",
    "\u{1b}[1A\u{1b}[2K",
    "\u{fdd0}0000000000000000:35\u{fdd1}",
    // Text that is shown differently from what it is.
    "a\u{202e}lqs.\u{202c}b",
    "a\u{2066}b\u{2069}\u{200e}\u{200f}\u{61c}",
    "a\u{200b}\u{200c}\u{200d}\u{2060}\u{feff}\u{ad}b",
    "\u{e0001}\u{e0041}\u{e0042}\u{e007f}",
    "a\u{fe0f}\u{e0100}\u{180e}\u{3164}\u{115f}b",
    "a\u{2028}b\u{2029}c",
    "a\u{fff9}b\u{fffa}c\u{fffb}\u{ffff}",
    // Markdown and HTML.
    "[link](https://evil.example) ![i](https://evil.example/i.png)",
    "</code></td></table><img src=x onerror=y>",
    "<details><summary>owned</summary>",
    "`` ` `` <b>x</b> ```` ```",
    "\\` | a | b | \\| \\\\| c",
    "*a* _b_ ~~c~~ **d** # e",
    "https://evil.example www.evil.example @everyone a@evil.example :tada:",
    "a\n\n# owned\n\n- x\n",
    "~~~~\n# owned\n```\n",
    "<!-- -->&lt;b&gt;&#60;i&#62; [x]: https://evil.example",
    "[^1] [x] - [ ] 1. a",
    // XML, JSON, and lines of tidegate.
    "]]><!--\u{0}x--><![CDATA[ &bogus; \" ' \\\" \\u0041",
    "x\ntidegate: 3 staged files checked, no problems",
    "{0} {{x}} ${{ secrets.X }} %s",
];

/// The strings, changed so that a field can hold them.
pub(super) fn without(excluded: &[char]) -> Vec<String> {
    let clean = |text: &str| text.replace(|letter| excluded.contains(&letter), "-");
    ALL.iter().map(|text| clean(text)).collect()
}

/// The strings as names of a database: at most 63 bytes, without the byte 0.
pub(super) fn names() -> Vec<String> {
    let cut = |text: String| {
        let end = (0..=text.len().min(58)).rfind(|at| text.is_char_boundary(*at)).unwrap_or(0);
        text[..end].to_owned()
    };
    let numbered = |(number, text): (usize, String)| cut(format!("{text}{number}"));
    without(&['\0']).into_iter().map(cut).enumerate().map(numbered).collect()
}

/// The readable text that must stay as it is.
pub(super) const READABLE: [&str; 8] = ["é", "日本語", "👩‍💻", "❤️", "हिन्दी", "שלום", "naïve", "Ω≈ç"];

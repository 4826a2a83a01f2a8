"""MDX idioms, one by one, from file to rendered text."""

from __future__ import annotations

import pytest

from tests.unit.ingest.sites import library, read, rendered


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<b>Mute</b> all", "**Mute** all"),
        ("One<br/>two", "One\ntwo"),
        ("{/* hidden */}Shown", "Shown"),
        ("Shown <!-- hidden -->", "Shown"),
        ("a {'plain'} string", "a plain string"),
        ("call `</b> {x} <Y/>` now", "call `</b> {x} <Y/>` now"),
        ("GET /apps/{appId}/kicks", "GET /apps/{appId}/kicks"),
        (r"escaped \{braces\} and \<b>", "escaped {braces} and <b>"),
        ("Map<String, List<User>> of users", "Map<String, List<User>> of users"),
        ("put <your app id> here", "put <your app id> here"),
        ("A &lt;= B &amp; C&nbsp;D", "A <= B & C D"),
        ("<Link to='/x'>the guide</Link>.", "the guide."),
        ("<Toc />text", "text"),
        ("<></>text", "text"),
        ("<script>alert(1)</script>text", "text"),
        ("<video src='a.mp4'>Get another browser.</video>text", "text"),
        ("an <b>unclosed tag", "an unclosed tag"),
        ("{cond && <b>yes</b>}", ""),
        ("<code>a&lt;b</code>", "`a<b`"),
    ],
)
def test_inline(written: str, shown: str) -> None:
    assert rendered(written).strip() == shown


def test_code_is_never_markup() -> None:
    code = "```tsx\nimport X from './x.mdx';\n<Tabs>{value}</Tabs>\nexport const a = 1;\n```"
    assert rendered(f"Use:\n\n{code}\n") == f"Use:\n\n{code}"


def test_imports_and_exports_are_removed() -> None:
    text = (
        "import Tabs from '@theme/Tabs';\nimport { A,\n  B } from './parts';\n\n"
        "export const toc = [{ a: '}' }];\n\nexport default function Page({ children }) {\n"
        "  return (\n    <div>{children}</div>\n  );\n}\n\nText.\n"
    )
    assert rendered(text) == "Text."


def test_plain_markdown_keeps_braces_and_the_word_import() -> None:
    text = "import the module {first} then go"
    assert rendered(text, path="page.md") == text


def test_exported_strings_and_objects_are_known() -> None:
    text = (
        'export const version = "4.2"\n'
        'export const joined = { ios: "didJoin", web: "joined" };\n\n'
        "Since {version}: {joined[props.platform]}."
    )
    pages = {
        "page.mdx": "import Part from './part.mdx'\n\n<Part platform='ios' />",
        "part.mdx": text,
    }
    assert library(pages).render("page.mdx").blocks[0].text == "Since 4.2: didJoin."


def test_constants_of_another_file() -> None:
    names = 'export const invalid = { android: "INVALID_TOKEN", web: "InvalidToken" };'
    text = (
        "import * as code from './names.mdx'\nimport Row from './row.mdx'\n\n<Row platform='web' />"
    )
    row = (
        "import * as code from './names.mdx'\n\n"
        "| Code | Name |\n|-|-|\n| 1102 | <code>{code.invalid[props.platform]}</code> |"
    )
    assert "| 1102 | `InvalidToken` |" in rendered(text, names=names, row=row)


def test_tabs_keep_their_labels() -> None:
    text = (
        '<Tabs groupId="language">\n<TabItem value="kt" label="Kotlin">\n\n```kotlin\nval a\n```\n'
        '\n</TabItem>\n<TabItem value="java" label="Java">\n\n```java\nint a;\n```\n\n</TabItem>\n'
        "</Tabs>"
    )
    assert rendered(text) == (
        "**Kotlin**\n\n```kotlin\nval a\n```\n\n**Java**\n\n```java\nint a;\n```"
    )


def test_tabs_named_after_platforms_are_scopes() -> None:
    text = (
        '<Tabs>\n<TabItem value="a" label="Android">\nGradle.\n</TabItem>\n'
        '<TabItem value="i" label="iOS">\nPods.\n</TabItem>\n</Tabs>'
    )
    chunks = read("p.mdx", {"p.mdx": text}).page.chunks
    assert [(chunk.platforms, chunk.text) for chunk in chunks] == [
        (("android",), "**Android**\n\nGradle."),
        (("ios",), "**iOS**\n\nPods."),
    ]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (":::tip\nUse it.\n:::", "**Tip:** Use it."),
        ("::: warning Careful\nHot.\n:::", "**Careful:** Hot."),
        (":::note[Mind this]\nText.\n:::", "**Mind this:** Text."),
        ("<Note>\nText.\n</Note>", "**Note:** Text."),
        ('<Admonition type="caution" title="Stop">\n\nText.\n</Admonition>', "**Stop:** Text."),
        ("> [!WARNING]\n> Text.", "> **Warning:**\n> Text."),
        ("<details>\n<summary>More</summary>\n\nText.\n</details>", "**More**\n\nText."),
        ('<Accordion title="More">\nText.\n</Accordion>', "**More**\n\nText."),
    ],
)
def test_admonitions_keep_a_label(written: str, shown: str) -> None:
    assert rendered(written) == shown


def test_prose_in_attributes_is_kept() -> None:
    text = (
        '<Hero title="Start here" icon={Rocket} description={`Calls in minutes`} />\n\n'
        "<Cards items={[{ title: \"Tokens\", link: '/t', description: 'How to sign' }]} />"
    )
    assert rendered(text) == "**Start here**\n\nCalls in minutes\n\nTokens\n\nHow to sign"


def test_api_parameters_become_a_list() -> None:
    text = '<Parameter name="uid" type="string" required={true}>\nThe user.\n</Parameter>'
    assert "- `uid` (string, required):" in rendered(text)


def test_code_components_become_fences() -> None:
    text = "<CodeBlock language='java'>\n{`List<String> a;\nint b;`}\n</CodeBlock>"
    assert rendered(text) == "```java\nList<String> a;\nint b;\n```"
    text = '<pre><code class="language-js">a &lt; b;\nc;</code></pre>'
    assert rendered(text) == "```js\na < b;\nc;\n```"


def test_html_tables_become_gfm_with_spans_repeated() -> None:
    text = (
        "<table><tr><th>Code</th><th>Meaning</th></tr>"
        "<tr><td rowspan=2>1102</td><td>Malformed | broken</td></tr>"
        "<tr><td>Wrong <code>appId</code><br>or key</td></tr></table>"
    )
    assert rendered(text) == (
        "| Code | Meaning |\n| --- | --- |\n| 1102 | Malformed \\| broken |\n"
        "| 1102 | Wrong `appId` or key |"
    )


def test_markup_inside_a_gfm_row_does_not_break_it() -> None:
    text = "| Code | Fix |\n|-|-|\n| 1 | Wait.<br/>Then <ul><li>retry</li></ul> |\n| 2 | Stop |"
    assert rendered(text) == "| Code | Fix |\n|-|-|\n| 1 | Wait. Then - retry |\n| 2 | Stop |"


def test_variables_are_resolved_or_readable() -> None:
    files = {
        "variables.json": '{"BRAND": "Brightwire", "sdk": {"NAME": "RTC SDK"}}',
        "p.mdx": '<Vg k="BRAND" /> <Var name="sdk.NAME" /> <Vg k="CHAT_ROOM_LOWER"/>',
    }
    assert library(files).render("p.mdx").blocks[0].text == "Brightwire RTC SDK chat room"


def test_front_matter_in_the_text() -> None:
    page = read("p.mdx", {"p.mdx": "---\ntitle: Join\n---\nHow to {frontMatter.title}."}).page
    assert page.chunks[0].text == "How to Join."
    vitepress = {"p.md": "---\ntitle: Join\n---\nHow to {{ $frontmatter.title }} {{ other }}."}
    assert read("p.md", vitepress).page.chunks[0].text == "How to Join {{ other }}."


def test_platform_scopes_become_metadata() -> None:
    text = (
        "Before.\n\n"
        '<PlatformWrapper platform="ios, macos">\n\nPods, long enough to stand alone here.\n\n'
        "</PlatformWrapper>\n"
        '<PlatformWrapper notAllowed="ios">\n\nNot on phones by Apple.\n\n</PlatformWrapper>\n'
        '<PlatformWrapper platform="android">Inline</PlatformWrapper> words.\n\n'
    )
    chunks = read("p.mdx", {"p.mdx": text}).page.chunks
    assert [(chunk.platforms, chunk.text) for chunk in chunks] == [
        ((), "Before."),
        (("ios", "macos"), "Pods, long enough to stand alone here."),
        (("android", "macos"), "Not on phones by Apple."),
        ((), "Inline words."),
    ]


def test_excluded_platforms_lose_their_text() -> None:
    text = (
        '---\nexcluded_platforms: ["web"]\n---\nAll.\n\n<PlatformWrapper platform="web">\n\n'
        "Browser.\n\n</PlatformWrapper>"
    )
    assert [chunk.text for chunk in read("p.mdx", {"p.mdx": text}).page.chunks] == ["All."]


def test_product_scopes_follow_the_product_of_the_page() -> None:
    part = (
        '<ProductWrapper product="voice">\n\nVoice only.\n\n</ProductWrapper>\n'
        '<ProductWrapper notAllowed="voice">\n\nPictures too.\n\n</ProductWrapper>'
    )
    thin = "import P from '@docs/_part.mdx'\n\n<P />"
    files = {"_part.mdx": part, "voice/a.mdx": thin, "video/a.mdx": thin, "other.mdx": thin}
    site = library(files | {"_x.mdx": '<ProductWrapper product="video">v</ProductWrapper>'})
    texts = {
        path: [block.text for block in site.render(path, path.split("/")[0]).blocks]
        for path in ("voice/a.mdx", "video/a.mdx", "other.mdx")
    }
    assert texts == {
        "voice/a.mdx": ["Voice only."],
        "video/a.mdx": ["Pictures too."],
        "other.mdx": ["Voice only.", "Pictures too."],
    }


def test_directives_with_a_condition_follow_the_properties() -> None:
    part = (
        ':::if{props.platform="ios|undefined"}\nPods.\n:::\n:::if{props.platform="web"}\nnpm.\n:::'
    )
    thin = "import P from './part.mdx'\n\n<P platform='web' />"
    assert rendered(thin, part=part) == "npm."
    assert rendered(part) == "Pods."


def test_declared_metadata_is_not_text() -> None:
    text = '<Title>Why?</Title>\n\n<ArticleMetadata language="en" platform="Web" />\n\nBecause.'
    page = read("zh/faq.mdx", {"zh/faq.mdx": text}).page
    assert (page.title, page.language, page.platforms) == ("Why?", "en", ("web",))
    assert [chunk.text for chunk in page.chunks] == ["Because."]


def test_vitepress_tabs_and_includes() -> None:
    files = {
        "p.md": "::: tabs\n@tab Java\nA.\n\n@tab Swift\nB.\n:::\n\n<!--@include: ./part.md-->",
        "part.md": "Included.",
    }
    texts = [block.text for block in library(files).render("p.md").blocks]
    assert texts == ["**Java**\nA.", "**Swift**\nB.", "Included."]


def test_anchors_of_headings_survive_the_braces() -> None:
    text = "## Join {#join}\n\n" + "Call it, then wait for the answer of the edge. " * 4
    assert read("p.mdx", {"p.mdx": text}).page.chunks[0].anchor == "join"
    text = text.replace("{#join}", r"\{#join\}")
    assert read("p.mdx", {"p.mdx": text}).page.chunks[0].anchor == "join"


def test_lists_in_a_row_end_with_their_cell_even_unclosed() -> None:
    text = (
        "| Use | When | Note |\n|-|-|-|\n| A | <li>first<li>second | x |\n"
        "| B | <ul><li>one <b>bold</b><ul><li>inner</li></ul> | y |\n| C | plain | z |"
    )
    assert rendered(text).split("\n")[2:] == [
        "| A | - first - second | x |",
        "| B | - one **bold** - inner | y |",
        "| C | plain | z |",
    ]


def test_a_stray_backtick_ends_with_its_row_or_list_item() -> None:
    text = (
        "| Code | Fix |\n|-|-|\n| 1 | no '`' in it.<br />Retry |\n| 2 | Stop.<br/>Then '`' |\n\n"
        "- a stray` mark\n- <b>bold</b> and `code`"
    )
    shown = rendered(text)
    assert "<br" not in shown
    assert "| 1 | no '`' in it. Retry |" in shown
    assert "- **bold** and `code`" in shown


def test_comments_of_mdx_are_hidden_in_plain_markdown_too() -> None:
    assert rendered("Shown {/* import X from './x' */} {kept}", path="page.md") == "Shown {kept}"


def test_a_description_has_its_variables_resolved() -> None:
    files = {
        "variables.json": '{"BRAND": "Brightwire"}',
        "p.mdx": '---\ntitle: T\ndescription: Prices of <Vg k="BRAND" /> calls\n---\nText.',
    }
    text = read("p.mdx", {"p.mdx": files["p.mdx"]}).page.chunks[0].text
    assert text == "Prices of brand calls\n\nText."
    assert library(files).words("p.mdx", 'Of <Vg k="BRAND" />, <b>now</b>') == (
        "Of Brightwire, **now**"
    )

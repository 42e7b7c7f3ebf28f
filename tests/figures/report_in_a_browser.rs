//! The report as a browser lays it out: every value beside its name, nothing wider than the window, nothing fetched.
//!
//! Needs Debian's chromium. `make test` runs it where that is installed, and says so where it is not.

use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// Lays the page out in a frame of each width, and writes down what it measures.
const PROBE: &str = r#"<!DOCTYPE html><meta charset="utf-8"><body><pre id="found"></pre><script>
const source = SOURCE;
const widths = [390, 1200];
const found = [];
const measure = (width) => new Promise((done) => {
  const frame = document.createElement("iframe");
  frame.style = "border:0;height:900px;width:" + width + "px";
  frame.srcdoc = source;
  frame.onload = () => {
    const inner = frame.contentDocument;
    const rows = [...inner.querySelectorAll(".values tr")].map((row) => {
      const box = (cell) => { const b = cell.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; };
      return [box(row.children[0]), box(row.children[1])];
    });
    const svg = inner.querySelector(".picture svg");
    svg.scrollIntoView();
    const box = svg.getBoundingClientRect();
    svg.dispatchEvent(new frame.contentWindow.PointerEvent("pointermove",
      { clientX: box.left + box.width * 0.25, clientY: box.top + box.height * 0.25 }));
    found.push({ width, page: inner.documentElement.scrollWidth, rows,
      fetched: frame.contentWindow.performance.getEntriesByType("resource").length,
      equations: inner.querySelectorAll("math").length,
      reading: inner.querySelector(".reading").textContent,
      first_figure: svg.getBoundingClientRect().top + frame.contentWindow.scrollY });
    done();
  };
  document.body.append(frame);
});
(async () => {
  for (const width of widths) await measure(width);
  document.getElementById("found").textContent = JSON.stringify(found);
})();
</script></body>"#;

/// What the probe found.
fn look_at(page: &str, folder: &Path) -> Value {
    let source = serde_json::to_string(page).expect("a string").replace("</", "<\\/").replace("<!--", "<\\!--");
    let probe = folder.join("probe.html");
    std::fs::write(&probe, PROBE.replace("SOURCE", &source)).expect("writable");
    let output = Command::new("chromium")
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .args(["--virtual-time-budget=60000", "--window-size=1400,1000"])
        .arg(format!("--user-data-dir={}", folder.join("profile").display()))
        .arg("--dump-dom")
        .arg(format!("file://{}", probe.display()))
        .output()
        .expect("chromium is installed: apt-get install chromium");
    let dom = String::from_utf8_lossy(&output.stdout);
    let found = dom.split_once("<pre id=\"found\">").and_then(|(_, rest)| rest.split_once("</pre>"));
    let found = found.unwrap_or_else(|| panic!("chromium: {}", String::from_utf8_lossy(&output.stderr))).0;
    let text = found.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
#[ignore = "needs chromium"]
fn values_stand_beside_their_names_and_nothing_is_too_wide() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    let status = Command::new(env!("CARGO_BIN_EXE_catapult"))
        .args(["reproduce", "--quick", "--only", "claims,linear-curves", "--out"])
        .arg(&out)
        .status()
        .expect("the program starts");
    assert!(status.success());
    let page = std::fs::read_to_string(out.join("index.html")).expect("the report");
    let found = look_at(&page, folder.path());
    let layouts = found.as_array().expect("one for each width");
    assert_eq!(layouts.len(), 2);
    for layout in layouts {
        let width = layout["width"].as_f64().expect("a width");
        assert!(layout["page"].as_f64().expect("a width") <= width, "{} is too wide for {width}", layout["page"]);
        assert_eq!(layout["fetched"], 0);
        assert!(layout["equations"].as_u64().expect("a number") >= 25);
        assert!(layout["reading"].as_str().expect("a text").starts_with('('), "{}", layout["reading"]);
        assert!(layout["first_figure"].as_f64().expect("a place") < 4500.0, "{}", layout["first_figure"]);
        let rows = layout["rows"].as_array().expect("rows");
        assert!(rows.len() > 100, "{}", rows.len());
        let is_narrow = width < 640.0;
        let mut above = f64::NEG_INFINITY;
        for row in rows {
            let at = |cell: usize, side: usize| row[cell][side].as_f64().expect("a place");
            let [left, top, right, bottom] = [0, 1, 2, 3];
            if is_narrow {
                assert!(at(1, top) >= at(0, bottom) - 1.0, "the value below its name: {row}");
            } else {
                assert!(
                    (at(0, top) - at(1, top)).abs() <= 2.0 && at(1, left) >= at(0, right) - 1.0,
                    "side by side: {row}"
                );
            }
            assert!(at(0, top) >= above - 1.0, "rows do not overlap: {row}");
            above = at(1, bottom).max(at(0, bottom));
        }
    }
}

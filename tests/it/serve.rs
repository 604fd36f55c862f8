//! The preview over real sockets: what it gives, what it refuses, and that it follows edits.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// How long anything may take on a machine that is busy.
const DEADLINE: Duration = Duration::from_mins(1);

/// A preview that ends with the test.
struct Preview {
    child: Child,
    port: u16,
    told: Receiver<String>,
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Preview {
    fn start(dir: &Path, more: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_rapporteur"))
            .current_dir(dir)
            .env_clear()
            .env("SOURCE_DATE_EPOCH", "1793491200")
            .args(["serve", "--port", "0"])
            .args(more)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, told) = channel();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        std::thread::spawn(move || stderr.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        let mut preview = Self { child, port: 0, told };
        let line = preview.wait_for("http://127.0.0.1:");
        preview.port = line.split(':').nth(2).unwrap().split('/').next().unwrap().parse().unwrap();
        preview
    }

    /// Waits until the terminal shows a line with this in it.
    fn wait_for(&self, text: &str) -> String {
        let until = Instant::now() + DEADLINE;
        let mut all = String::new();
        while let Ok(line) = self.told.recv_timeout(until.saturating_duration_since(Instant::now())) {
            if line.contains(text) {
                return line;
            }
            all += &line;
            all.push('\n');
        }
        panic!("`{text}` was not told:\n{all}");
    }

    /// Sends bytes, gives all that comes back.
    fn raw(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(DEADLINE)).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn get(&self, path: &str) -> (u16, String) {
        self.asked(&format!("GET {path} HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", self.port))
    }

    fn asked(&self, request: &str) -> (u16, String) {
        let answer = self.raw(request);
        (answer.split(' ').nth(1).unwrap().parse().unwrap(), answer)
    }

    /// Asks for a page until it holds `text`, or doesn't.
    fn until(&self, path: &str, text: &str, is_there: bool) -> String {
        let until = Instant::now() + DEADLINE;
        loop {
            let (_, page) = self.get(path);
            if page.contains(text) == is_there {
                return page;
            }
            assert!(Instant::now() < until, "`{text}` at {path}: {is_there} never came true:\n{page}");
            std::thread::yield_now();
        }
    }
}

fn workspace() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let init = Command::new(env!("CARGO_BIN_EXE_rapporteur")).current_dir(dir.path()).arg("init").output().unwrap();
    assert!(init.status.success());
    dir
}

fn edit(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{text}");
    fs::write(path, text.replace(from, to)).unwrap();
}

#[test]
fn pages_are_served_as_built_but_for_what_listens() {
    let dir = workspace();
    fs::create_dir_all(dir.path().join("static/pm")).unwrap();
    fs::write(dir.path().join("static/a b.txt"), "for all").unwrap();
    fs::write(dir.path().join("static/pm/mine.svg"), "<svg/>").unwrap();
    let preview = Preview::start(dir.path(), &[]);
    let (status, page) = preview.get("/");
    assert_eq!(status, 200);
    for header in [
        "Content-Type: text/html; charset=utf-8",
        "Cache-Control: no-store",
        "X-Content-Type-Options: nosniff",
        "Cross-Origin-Resource-Policy: same-origin",
    ] {
        assert!(page.contains(&format!("\r\n{header}\r\n")), "{header}: {page}");
    }
    assert!(page.contains("content=\"connect-src 'self'; default-src 'none'"), "{page}");
    assert!(page.contains("<script src=\"/.rapporteur/live.js\"") && page.contains("role=\"alert\"></div>"));
    let (status, script) = preview.get("/.rapporteur/live.js");
    assert!(status == 200 && script.contains("Content-Type: text/javascript"), "{script}");
    assert!(preview.get("/style.css").1.contains("Content-Type: text/css"));
    assert!(preview.get("/a%20b.txt?x=1").1.ends_with("\r\n\r\nfor all"));
    assert!(preview.get("/mine.svg").1.contains("Content-Type: image/svg+xml"));
    let head = preview.raw(&format!("HEAD / HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", preview.port));
    assert!(head.starts_with("HTTP/1.1 200 ") && head.ends_with("\r\n\r\n"), "{head}");
    // Nothing was written, and what `build` writes has none of this.
    assert!(!dir.path().join("site").exists() && !dir.path().join("workbench").exists());
    let build = Command::new(env!("CARGO_BIN_EXE_rapporteur")).current_dir(dir.path()).arg("build").output().unwrap();
    assert!(build.status.success());
    let built = fs::read_to_string(dir.path().join("workbench/index.html")).unwrap();
    assert!(!built.contains("live.js") && !built.contains("connect-src"));
}

#[test]
fn nothing_but_pages_for_nobody_but_this_machine() {
    let dir = workspace();
    let preview = Preview::start(dir.path(), &[]);
    for path in [
        "/../rapporteur.toml",
        "/../../../../etc/passwd",
        "/..%2frapporteur.toml",
        "/%2e%2e/rapporteur.toml",
        "/stakeholders/../../rapporteur.toml",
        "//etc/passwd",
        "/rapporteur.toml",
        "/stakeholders/ada.toml",
        "/.rapporteur/",
        "/%00",
        "/%ff",
        "/nothing.html",
    ] {
        let (status, answer) = preview.get(path);
        assert!(status == 404 && !answer.contains("root:") && !answer.contains("product ="), "{path}: {answer}");
    }
    let port = preview.port;
    for host in ["evil.example", "evil.example:80", "localhost.evil.example", "127.0.0.1:1", "10.0.0.1"] {
        let (status, answer) = preview.asked(&format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n"));
        assert!(status == 403 && !answer.contains("<html"), "{host}: {answer}");
    }
    assert_eq!(preview.asked("GET / HTTP/1.1\r\n\r\n").0, 403);
    let foreign =
        format!("GET /search-index.js HTTP/1.1\r\nHost: localhost:{port}\r\nSec-Fetch-Site: cross-site\r\n\r\n");
    assert_eq!(preview.asked(&foreign).0, 403);
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
        let request = format!("{method} / HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Length: 3\r\n\r\nabc");
        let (status, answer) = preview.asked(&request);
        assert!(status == 405 && answer.contains("Allow: GET, HEAD"), "{answer}");
    }
    assert_eq!(preview.asked(&format!("GET /{} HTTP/1.1\r\n", "a".repeat(40_000))).0, 431);
    assert_eq!(preview.asked("nonsense\r\n\r\n").0, 400);
}

#[test]
fn an_edit_shows_and_a_broken_record_leaves_the_last_good_page() {
    let dir = workspace();
    let ada = dir.path().join("stakeholders/ada.toml");
    let name = fs::read_to_string(&ada).unwrap().lines().find(|line| line.starts_with("name =")).unwrap().to_owned();
    let preview = Preview::start(dir.path(), &[]);
    // A page that listens.
    let mut stream = TcpStream::connect(("127.0.0.1", preview.port)).unwrap();
    stream.set_read_timeout(Some(DEADLINE)).unwrap();
    write!(stream, "GET /.rapporteur/events HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", preview.port).unwrap();
    let mut events = BufReader::new(stream).lines().map(Result::unwrap).filter(|line| line.starts_with("data: "));
    let mut event = || -> serde_json::Value { serde_json::from_str(&events.next().unwrap()[6..]).unwrap() };
    let first = event();
    assert_eq!(first["problems"], "");

    edit(&ada, &name, "name = \"Zelda Quickfinger\"");
    preview.until("/", "Zelda Quickfinger", true);
    preview.wait_for("stakeholders/ada.toml: ");
    let second = event();
    assert_ne!(first["site"], second["site"]);

    edit(&ada, "name = ", "nmae = ");
    let page = preview.until("/", "unknown-key", true);
    assert!(
        page.contains("Zelda Quickfinger") && page.contains("1 error in the content: this page is from before"),
        "{page}"
    );
    let third = event();
    assert_eq!(third["site"], second["site"], "the page is not loaded again");
    assert!(third["problems"].as_str().unwrap().contains("unknown-key"), "{third}");
    preview.wait_for("1 error; the last good site stays");

    edit(&ada, "nmae = \"Zelda Quickfinger\"", "name = \"<b>Bo</b>\"");
    let page = preview.until("/", "unknown-key", false);
    assert!(page.contains("&lt;b&gt;Bo&lt;/b&gt;") && !page.contains("<b>Bo</b>"), "{page}");

    // What is quoted of the content is text.
    edit(&ada, "name = ", "\"<script>x\" = ");
    let page = preview.until("/", "unknown-key", true);
    assert!(page.contains("&lt;script&gt;x") && !page.contains("<script>x"), "{page}");

    // A folder that wasn't there is followed from then on.
    edit(&ada, "\"<script>x\" = ", "name = ");
    preview.until("/", "unknown-key", false);
    fs::create_dir_all(dir.path().join("static")).unwrap();
    fs::write(dir.path().join("static/new.txt"), "one").unwrap();
    preview.until("/new.txt", "\r\n\r\none", true);
    fs::write(dir.path().join("static/new.txt"), "two").unwrap();
    preview.until("/new.txt", "\r\n\r\ntwo", true);
    fs::remove_file(dir.path().join("static/new.txt")).unwrap();
    preview.until("/new.txt", "404", true);
}

#[test]
fn content_in_error_at_the_start_is_shown_and_mended() {
    let dir = workspace();
    let bo = dir.path().join("stakeholders/bo.toml");
    fs::write(&bo, "nme = \"Bo\"\nkind = \"internal\"\n").unwrap();
    let preview = Preview::start(dir.path(), &["--edition", "leadership"]);
    let (status, page) = preview.get("/");
    assert!(status == 503 && page.contains("Nothing to show yet") && page.contains("unknown-key"), "{page}");
    fs::write(&bo, "name = \"Bo Mended\"\nkind = \"internal\"\n").unwrap();
    let page = preview.until("/", "Nothing to show yet", false);
    assert!(page.starts_with("HTTP/1.1 200 ") && page.contains("leadership edition"), "{page}");
}

#[test]
fn many_connections_at_once_are_bounded_and_pass() {
    let dir = workspace();
    let preview = Preview::start(dir.path(), &[]);
    let idle: Vec<TcpStream> = (0..200).filter_map(|_| TcpStream::connect(("127.0.0.1", preview.port)).ok()).collect();
    drop(idle);
    preview.until("/", "HTTP/1.1 200 ", true);
}

#[test]
fn a_port_that_is_taken_is_said() {
    let dir = workspace();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let run = |arguments: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_rapporteur")).current_dir(dir.path()).args(arguments).output().unwrap()
    };
    let output = run(&["serve", "--port", &port]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(3) && said.contains(&format!("cannot serve on port {port}")), "{said}");
    assert_eq!(run(&["serve", "--edition", "nobody"]).status.code(), Some(2));
    assert_eq!(run(&["serve", "nowhere"]).status.code(), Some(2));
}

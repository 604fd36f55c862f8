//! Sockets: takes a port, gives the loopback addresses bound there; answers each connection in a thread of its own. How many
//! there are at once, how long a request may take and how long it may be is bounded.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::answer::{self, Answer};
use super::{Board, http, page};

/// Connections at once.
const CONNECTIONS: usize = 128;
/// Pages that listen at once; the others look again later.
const LISTENERS: usize = 64;
/// How long a request may take to arrive, and a response to leave.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often a page that listens is looked for.
const LOOK: Duration = Duration::from_secs(1);
/// How often it hears that we are still here, in looks.
const SIGN_OF_LIFE: u32 = 15;
/// Ports tried after one that is taken.
const TRIES: u16 = 20;

/// The loopback addresses of a port.
#[derive(Debug)]
pub struct Bound {
    listeners: Vec<TcpListener>,
    /// The port.
    pub port: u16,
}

/// Binds a port of 127.0.0.1, and of `::1` where there is one; with `or_next` one of the next ports where it is taken.
/// Port 0 is any that is free.
///
/// # Errors
/// Where there is no free port, or none may be bound.
pub fn bind(port: u16, or_next: bool) -> io::Result<Bound> {
    let last = if or_next { port.saturating_add(TRIES) } else { port };
    let mut taken = None;
    for port in port..=last {
        match TcpListener::bind((IpAddr::V4(Ipv4Addr::LOCALHOST), port)) {
            Ok(listener) => {
                let port = listener.local_addr()?.port();
                let sixth = TcpListener::bind((IpAddr::V6(Ipv6Addr::LOCALHOST), port)).ok();
                return Ok(Bound { listeners: std::iter::once(listener).chain(sixth).collect(), port });
            }
            Err(error) if error.kind() == ErrorKind::AddrInUse => taken = Some(error),
            Err(error) => return Err(error),
        }
    }
    Err(taken.unwrap_or_else(|| ErrorKind::AddrInUse.into()))
}

impl Bound {
    /// Answers from now on what is asked, in threads that end with the process.
    pub fn serve(self, board: &Arc<Board>) {
        let busy = Arc::new(Busy::default());
        for listener in self.listeners {
            let (board, busy, port) = (Arc::clone(board), Arc::clone(&busy), self.port);
            thread::spawn(move || {
                for stream in listener.incoming() {
                    match stream {
                        Ok(stream) => take(stream, &board, &busy, port),
                        // Most often too many open files: that passes.
                        Err(_) => thread::sleep(Duration::from_millis(50)),
                    }
                }
            });
        }
    }
}

/// What is under way.
#[derive(Debug, Default)]
struct Busy {
    connections: AtomicUsize,
    listeners: AtomicUsize,
}

/// One of a bounded number; given back when dropped.
struct Turn<'a>(&'a AtomicUsize);

impl<'a> Turn<'a> {
    fn of(count: &'a AtomicUsize, most: usize) -> Option<Self> {
        let turn = Self(count);
        (count.fetch_add(1, Ordering::SeqCst) < most).then_some(turn)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

fn take(stream: TcpStream, board: &Arc<Board>, busy: &Arc<Busy>, port: u16) {
    let (board, busy) = (Arc::clone(board), Arc::clone(busy));
    // Without a thread to be had the connection is closed; the browser tries again.
    let _ = thread::Builder::new().stack_size(256 << 10).spawn(move || {
        let Some(_turn) = Turn::of(&busy.connections, CONNECTIONS) else { return };
        // Who has gone away needs no answer.
        let _ = converse(stream, &board, &busy, port);
    });
}

fn converse(mut stream: TcpStream, board: &Board, busy: &Busy, port: u16) -> io::Result<()> {
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.set_nodelay(true)?;
    let request = match head(&mut stream)? {
        Ok(head) => http::parse(&head),
        Err(status) => Err(status),
    };
    let (request, refused) = match request {
        Ok(request) if !answer::is_ours(&request, port) => (Some(request), Some(403)),
        Ok(request) => (Some(request), None),
        Err(status) => (None, Some(status)),
    };
    let is_head = request.as_ref().is_some_and(|request| request.is_head);
    if let (Some(request), None) = (&request, refused)
        && request.path == answer::EVENTS
        && !is_head
    {
        return match Turn::of(&busy.listeners, LISTENERS) {
            Some(_turn) => events(&mut stream, board),
            None => send(&mut stream, &Answer::refusal(503), false),
        };
    }
    let shown = board.now();
    let answer = match (&request, refused) {
        (Some(request), None) => answer::answer(request, &shown),
        (_, status) => Answer::refusal(status.unwrap_or(400)),
    };
    send(&mut stream, &answer, is_head)
}

/// The head of a request; a status where it is too long, too slow or no head. Gone away is an error.
fn head(stream: &mut TcpStream) -> io::Result<Result<Vec<u8>, u16>> {
    let until = Instant::now() + PATIENCE;
    let mut head = Vec::with_capacity(1024);
    let mut chunk = [0; 2048];
    loop {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(Err(408));
        }
        stream.set_read_timeout(Some(left))?;
        let n = match stream.read(&mut chunk) {
            Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
            Ok(n) => n,
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => return Ok(Err(408)),
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let looked = head.len().saturating_sub(3);
        head.extend_from_slice(&chunk[..n]);
        if let Some(end) = head[looked..].windows(4).position(|window| window == b"\r\n\r\n") {
            head.truncate(looked + end + 4);
            return Ok(Ok(head));
        }
        if head.len() > http::LONGEST {
            return Ok(Err(431));
        }
    }
}

fn send(stream: &mut TcpStream, answer: &Answer<'_>, is_head: bool) -> io::Result<()> {
    let mut out = http::head(answer.status, answer.kind, Some(answer.body.len())).into_bytes();
    if !is_head {
        out.extend_from_slice(&answer.body);
    }
    stream.write_all(&out)?;
    stream.shutdown(Shutdown::Write)?;
    // What was sent and not read would take our answer with it when the connection closes.
    stream.set_read_timeout(Some(Duration::from_millis(100)))?;
    let mut rest = [0; 4096];
    for _ in 0..16 {
        if !matches!(stream.read(&mut rest), Ok(n) if n > 0) {
            break;
        }
    }
    Ok(())
}

/// Tells a page what is shown, now and whenever it changes, until it goes away.
fn events(stream: &mut TcpStream, board: &Board) -> io::Result<()> {
    stream.write_all(http::head(200, "text/event-stream; charset=utf-8", None).as_bytes())?;
    let mut seen = None;
    let mut quiet = 0;
    loop {
        if let Some((n, shown)) = board.next(seen, LOOK) {
            seen = Some(n);
            quiet = 0;
            let data = serde_json::json!({ "site": shown.site, "problems": page::problems(&shown) });
            stream.write_all(format!("data: {data}\n\n").as_bytes())?;
            continue;
        }
        if is_gone(stream)? {
            return Ok(());
        }
        quiet += 1;
        if quiet >= SIGN_OF_LIFE {
            quiet = 0;
            stream.write_all(b":\n\n")?;
        }
    }
}

/// Whether the other side has closed the connection.
fn is_gone(stream: &TcpStream) -> io::Result<bool> {
    stream.set_nonblocking(true)?;
    let peeked = stream.peek(&mut [0]);
    stream.set_nonblocking(false)?;
    match peeked {
        Ok(n) => Ok(n == 0),
        Err(error) => Ok(error.kind() != ErrorKind::WouldBlock),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_that_is_taken_is_told_or_passed_over() {
        let first = bind(0, false).unwrap();
        assert_eq!(bind(first.port, false).unwrap_err().kind(), ErrorKind::AddrInUse);
        assert_ne!(bind(first.port, true).unwrap().port, first.port);
        for listener in &first.listeners {
            assert!(listener.local_addr().unwrap().ip().is_loopback());
        }
    }

    #[test]
    fn turns_are_bounded_and_given_back() {
        let count = AtomicUsize::new(0);
        let first = Turn::of(&count, 1);
        assert!(first.is_some() && Turn::of(&count, 1).is_none());
        drop(first);
        assert!(Turn::of(&count, 1).is_some());
    }
}

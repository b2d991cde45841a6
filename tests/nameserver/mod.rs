//! A name server on loopback for tests, over UDP and TCP: answers as told, and counts the questions.

use std::collections::{HashMap, HashSet};
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use mail_auth::hickory_resolver::proto::op::{Message, MessageType, OpCode, ResponseCode};
use mail_auth::hickory_resolver::proto::rr::rdata::{A, AAAA, CNAME, MX, NS, PTR, SOA, TXT};
use mail_auth::hickory_resolver::proto::rr::{Name, RData, Record, RecordType};

/// Time to live of every record.
pub const TTL: u32 = 300;
/// Time to live of "there is none".
pub const NEGATIVE_TTL: u32 = 60;
/// How long a thread waits before it looks whether to stop.
const TICK: Duration = Duration::from_millis(20);

/// What a name does besides having records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Habit {
    /// Answers nothing.
    Silent,
    /// Answers nothing the first time.
    SilentOnce,
    /// Answers with this code and no records.
    Code(ResponseCode),
    /// Cuts the answer off over UDP.
    Truncated,
    /// Cuts the answer off over UDP and TCP.
    AlwaysTruncated,
    /// Answers with octets that are no message.
    Garbage,
    /// Names other servers and answers nothing itself.
    Referral,
    /// Gives only the first alias, as an authoritative server does for a name of another zone.
    OneAlias,
    /// Says FORMERR to questions with EDNS.
    NoEdns,
}

/// What the server knows. Names are text without a final dot.
#[derive(Debug, Clone, Default)]
pub struct Zone {
    records: HashMap<String, Vec<RData>>,
    habits: HashMap<String, Habit>,
    otherwise: Option<Otherwise>,
}

/// Makes up the records of one type at a name that is not in the zone; none: the name does not exist.
pub type Otherwise = fn(&str, RecordType) -> Vec<RData>;

/// A host name as hickory has it.
fn fqdn(name: &str) -> Name {
    let mut name = Name::from_ascii(name).unwrap();
    name.set_fqdn(true);
    name
}

impl Zone {
    /// Nothing: every name is NXDOMAIN.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a record.
    pub fn record(mut self, name: &str, data: RData) -> Self {
        self.records.entry(name.to_owned()).or_default().push(data);
        self
    }

    /// Adds a TXT record, in strings of at most 255 octets.
    pub fn txt(self, name: &str, text: &str) -> Self {
        let strings = text.as_bytes().chunks(255).collect();
        self.record(name, RData::TXT(TXT::from_bytes(strings)))
    }

    /// Adds an A record.
    pub fn a(self, name: &str, address: &str) -> Self {
        let address: Ipv4Addr = address.parse().unwrap();
        self.record(name, RData::A(A(address)))
    }

    /// Adds an AAAA record.
    pub fn aaaa(self, name: &str, address: &str) -> Self {
        let address: Ipv6Addr = address.parse().unwrap();
        self.record(name, RData::AAAA(AAAA(address)))
    }

    /// Adds an MX record; `.` is the null MX.
    pub fn mx(self, name: &str, preference: u16, host: &str) -> Self {
        self.record(name, RData::MX(MX::new(preference, fqdn(host))))
    }

    /// Adds a PTR record.
    pub fn ptr(self, name: &str, host: &str) -> Self {
        self.record(name, RData::PTR(PTR(fqdn(host))))
    }

    /// Adds an alias.
    pub fn cname(self, name: &str, target: &str) -> Self {
        self.record(name, RData::CNAME(CNAME(fqdn(target))))
    }

    /// Gives a name a habit.
    pub fn habit(mut self, name: &str, habit: Habit) -> Self {
        self.habits.insert(name.to_owned(), habit);
        self
    }

    /// Answers for all other names.
    pub fn otherwise(mut self, records: Otherwise) -> Self {
        self.otherwise = Some(records);
        self
    }

    /// Starts the server on a free port of 127.0.0.1.
    pub fn start(self) -> NameServer {
        NameServer::start(self).unwrap()
    }
}

/// One question as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The name, lower case, no final dot.
    pub name: String,
    /// The type.
    pub kind: RecordType,
    /// Whether it came over TCP.
    pub tcp: bool,
}

#[derive(Debug)]
struct Common {
    zone: Zone,
    seen: Mutex<Vec<Seen>>,
    silenced: Mutex<HashSet<String>>,
    stop: AtomicBool,
}

/// A running name server; dropping it ends it.
#[derive(Debug)]
pub struct NameServer {
    address: SocketAddr,
    common: Arc<Common>,
    threads: Vec<JoinHandle<()>>,
}

impl NameServer {
    fn start(zone: Zone) -> io::Result<Self> {
        let (udp, tcp) = sockets()?;
        let address = udp.local_addr()?;
        udp.set_read_timeout(Some(TICK))?;
        tcp.set_nonblocking(true)?;
        let common = Arc::new(Common {
            zone,
            seen: Mutex::default(),
            silenced: Mutex::default(),
            stop: AtomicBool::new(false),
        });
        let (one, other) = (Arc::clone(&common), Arc::clone(&common));
        let threads =
            vec![thread::spawn(move || one.serve_udp(&udp)), thread::spawn(move || other.serve_tcp(&tcp))];
        Ok(Self { address, common, threads })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Every question so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.common.seen.lock().unwrap().clone()
    }

    /// How often this name was asked for, of whatever type.
    pub fn count(&self, name: &str) -> usize {
        self.seen().iter().filter(|s| s.name == name).count()
    }
}

impl Drop for NameServer {
    fn drop(&mut self) {
        self.common.stop.store(true, Ordering::Relaxed);
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

/// UDP and TCP on the same port.
fn sockets() -> io::Result<(UdpSocket, TcpListener)> {
    let mut last = io::Error::other("no port");
    for _ in 0..32 {
        let udp = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
        match TcpListener::bind(udp.local_addr()?) {
            Ok(tcp) => return Ok((udp, tcp)),
            Err(error) => last = error,
        }
    }
    Err(last)
}

impl Common {
    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    fn serve_udp(&self, socket: &UdpSocket) {
        let mut buffer = [0; 4096];
        while !self.stopped() {
            let Ok((length, peer)) = socket.recv_from(&mut buffer) else { continue };
            if let Some(reply) = self.reply(&buffer[..length], false) {
                let _ = socket.send_to(&reply, peer);
            }
        }
    }

    fn serve_tcp(&self, listener: &TcpListener) {
        while !self.stopped() {
            match listener.accept() {
                Ok((stream, _)) => {
                    let _ = self.serve_stream(stream);
                }
                Err(_) => thread::sleep(TICK / 4),
            }
        }
    }

    fn serve_stream(&self, mut stream: TcpStream) -> io::Result<()> {
        stream.set_nonblocking(false)?;
        stream.set_read_timeout(Some(TICK * 25))?;
        let mut length = [0; 2];
        stream.read_exact(&mut length)?;
        let mut question = vec![0; usize::from(u16::from_be_bytes(length))];
        stream.read_exact(&mut question)?;
        if let Some(reply) = self.reply(&question, true) {
            stream.write_all(&u16::try_from(reply.len()).unwrap().to_be_bytes())?;
            stream.write_all(&reply)?;
        }
        Ok(())
    }

    /// The octets of an answer; none when the name is silent.
    fn reply(&self, question: &[u8], tcp: bool) -> Option<Vec<u8>> {
        let question = Message::from_vec(question).ok()?;
        let query = question.queries.first()?.clone();
        let name = text(query.name());
        self.seen.lock().unwrap().push(Seen { name: name.clone(), kind: query.query_type(), tcp });
        let habit = self.zone.habits.get(&name).copied();
        let mut message = Message::new(question.id, MessageType::Response, OpCode::Query);
        message.add_query(query.clone());
        message.metadata.recursion_desired = true;
        message.metadata.recursion_available = habit != Some(Habit::Referral);
        match habit {
            Some(Habit::Silent) => return None,
            Some(Habit::SilentOnce) if self.silenced.lock().unwrap().insert(name.clone()) => return None,
            Some(Habit::Garbage) => {
                let mut octets = question.id.to_be_bytes().to_vec();
                octets.extend([0x81, 0x80, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0xC0]);
                return Some(octets);
            }
            Some(Habit::Code(code)) => message.metadata.response_code = code,
            Some(Habit::NoEdns) if question.edns.is_some() => {
                message.metadata.response_code = ResponseCode::FormErr;
            }
            Some(Habit::Referral) => {
                let authority = Record::from_rdata(fqdn("example"), TTL, RData::NS(NS(fqdn("ns1.example"))));
                message.add_authority(authority);
            }
            habit => self.answer(&mut message, name, query.query_type(), habit == Some(Habit::OneAlias)),
        }
        let room = if tcp { usize::from(u16::MAX) } else { usize::from(question.max_payload()) };
        let cut = match habit {
            Some(Habit::Truncated) => !tcp,
            Some(Habit::AlwaysTruncated) => true,
            _ => message.to_vec().unwrap().len() > room,
        };
        Some(if cut { message.truncate().to_vec().unwrap() } else { message.to_vec().unwrap() })
    }

    /// Records, aliases on the way, or a start of authority where there is none.
    fn answer(&self, message: &mut Message, mut name: String, kind: RecordType, one_alias: bool) {
        for _ in 0..40 {
            let records = self.zone.records.get(&name).map(Vec::as_slice).unwrap_or_default();
            let mut found = records.iter().filter(|data| data.record_type() == kind).peekable();
            if found.peek().is_some() {
                for data in found {
                    message.add_answer(Record::from_rdata(fqdn(&name), TTL, data.clone()));
                }
                return;
            }
            let alias =
                records.iter().find_map(|d| if let RData::CNAME(target) = d { Some(target) } else { None });
            let Some(target) = alias else { break };
            message.add_answer(Record::from_rdata(fqdn(&name), TTL, RData::CNAME(target.clone())));
            name = text(&target.0);
            if one_alias {
                return;
            }
        }
        if !self.zone.records.contains_key(&name) {
            let made_up = self.zone.otherwise.map(|records| records(&name, kind)).unwrap_or_default();
            if !made_up.is_empty() {
                // the question's own name may be none that text can hold
                let asked = message.queries.first().map(|query| query.name().clone());
                let owner = asked.filter(|asked| text(asked) == name).unwrap_or_else(|| fqdn(&name));
                for data in made_up {
                    message.add_answer(Record::from_rdata(owner.clone(), TTL, data));
                }
                return;
            }
            message.metadata.response_code = ResponseCode::NXDomain;
        }
        let soa = SOA::new(fqdn("ns1.example"), fqdn("admin.example"), 1, 1, 1, 1, NEGATIVE_TTL);
        message.add_authority(Record::from_rdata(fqdn("example"), TTL, RData::SOA(soa)));
    }
}

fn text(name: &Name) -> String {
    name.to_lowercase().to_ascii().trim_end_matches('.').to_owned()
}

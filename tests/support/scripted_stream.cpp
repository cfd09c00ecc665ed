#include "support/scripted_stream.hpp"

#include <array>
#include <condition_variable>
#include <mutex>
#include <poll.h>
#include <set>
#include <sys/socket.h>
#include <thread>
#include <variant>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>
#include <openssl/ssl.h>

#include "stream/frame_reader.hpp"
#include "support/upgrade.hpp"

namespace tickerd::test {
namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using Tls = asio::ssl::stream<Tcp::socket>;
using boost::system::error_code;
using Steady = std::chrono::steady_clock;

constexpr std::size_t longest_message = 64 * 1024;

}  // namespace

std::string frame_bytes(unsigned char first, std::string_view payload) {
  std::string bytes(1, static_cast<char>(first));
  const auto size = payload.size();
  const auto add_size = [&](int octets) {
    for (int at = octets - 1; at >= 0; --at) bytes += static_cast<char>(size >> (8 * at) & 0xFF);
  };
  if (size < 126) {
    bytes += static_cast<char>(size);
  } else if (size < 65'536) {
    bytes += static_cast<char>(126);
    add_size(2);
  } else {
    bytes += static_cast<char>(127);
    add_size(8);
  }
  return bytes.append(payload);
}

struct ScriptedStream::State {
  explicit State(Script what) : script(std::move(what)) {
    const Tcp::endpoint local(asio::ip::address_v4::loopback(), 0);
    acceptor.open(local.protocol());
    acceptor.bind(local);
    acceptor.listen();
    port = acceptor.local_endpoint().port();
  }
  void accept();
  void serve(Tcp::socket socket, int number);

  Script script;
  asio::io_context io;
  Tcp::acceptor acceptor{io};
  std::uint16_t port = 0;
  std::optional<asio::ssl::context> tls;

  mutable std::mutex mutex;  // for all below
  std::condition_variable stopped;
  bool stopping = false;
  std::set<int> open;
  int accepted = 0;
  std::vector<std::string> received;
  std::vector<std::string> targets;
  std::vector<std::thread> threads;
  std::thread acceptor_thread;
};

struct StreamPeer::State {
  Tcp::socket& socket() {
    if (auto* const plain = std::get_if<Tcp::socket>(&stream)) return *plain;
    return std::get<Tls>(stream).next_layer();
  }
  /// Whether bytes come within `limit`.
  bool readable(std::chrono::milliseconds limit) {
    if (auto* const secure = std::get_if<Tls>(&stream)) {
      if (SSL_pending(secure->native_handle()) > 0) return true;
    }
    pollfd wanted{.fd = socket().native_handle(), .events = POLLIN, .revents = 0};
    return ::poll(&wanted, 1, static_cast<int>(limit.count())) > 0;
  }
  bool read_more() {
    std::array<char, 4096> chunk{};
    error_code ec;
    const auto read = [&](auto& one) { return one.read_some(asio::buffer(chunk), ec); };
    const auto size = std::visit(read, stream);
    pending.append(chunk.data(), size);
    return !ec;
  }
  bool read_request() {
    while (!pending.contains("\r\n\r\n")) {
      if (pending.size() > longest_message || !read_more()) return false;
    }
    const auto end = pending.find("\r\n\r\n") + 4;
    asked = parse_request(std::string_view(pending).substr(0, end));
    pending.erase(0, end);
    return true;
  }
  std::optional<stream::FrameReader::Event> next_event(Steady::time_point until) {
    for (;;) {
      std::string_view bytes = pending;
      auto event = reader.read(bytes);
      pending.erase(0, pending.size() - bytes.size());
      if (event) return event;
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Steady::now());
      if (left.count() <= 0 || !readable(left) || !read_more()) return std::nullopt;
    }
  }

  ScriptedStream::State& owner;
  std::variant<Tcp::socket, Tls> stream;
  Asked asked{};
  std::string pending{};
  stream::FrameReader reader{longest_message};
};

const Asked& StreamPeer::asked() const noexcept { return state_.asked; }

bool StreamPeer::upgrade() {
  return send_bytes(fmt::format(
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Accept: {}\r\n\r\n",
      accept_of(state_.asked.header("Sec-WebSocket-Key"))));
}

bool StreamPeer::send_bytes(std::string_view bytes) {
  error_code ec;
  const auto write = [&](auto& one) { asio::write(one, asio::buffer(bytes), ec); };
  std::visit(write, state_.stream);
  return !ec;
}

bool StreamPeer::send(std::string_view text) { return send_bytes(frame_bytes(0x81, text)); }
bool StreamPeer::ping() { return send_bytes(frame_bytes(0x89, {})); }

bool StreamPeer::close(std::uint16_t code, std::string_view reason) {
  std::string payload = {static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)};
  return send_bytes(frame_bytes(0x88, payload.append(reason)));
}

std::optional<std::string> StreamPeer::receive(std::chrono::milliseconds limit) {
  using Reader = stream::FrameReader;
  const auto until = Steady::now() + limit;
  for (;;) {
    const auto event = state_.next_event(until);
    if (!event) return std::nullopt;
    if (const auto* const text = std::get_if<Reader::Text>(&*event)) {
      const std::scoped_lock lock(state_.owner.mutex);
      return state_.owner.received.emplace_back(text->text);
    }
    if (const auto* const asked = std::get_if<Reader::Ping>(&*event)) {
      if (!send_bytes(frame_bytes(0x8A, asked->payload))) return std::nullopt;
    } else if (!std::holds_alternative<Reader::Pong>(*event)) {
      return std::nullopt;
    }
  }
}

bool StreamPeer::is_left(std::chrono::milliseconds limit) {
  const auto event = state_.next_event(Steady::now() + limit);
  return event && std::holds_alternative<stream::FrameReader::Close>(*event);
}

void StreamPeer::reset() {
  error_code ec;
  state_.socket().set_option(asio::socket_base::linger(true, 0), ec);
}

bool StreamPeer::wait(std::chrono::milliseconds span) {
  std::unique_lock lock(state_.owner.mutex);
  return !state_.owner.stopped.wait_for(lock, span, [this] { return state_.owner.stopping; });
}

void StreamPeer::stay() {
  while (receive(std::chrono::minutes(10))) {
  }
}

void StreamPeer::hang() {
  std::unique_lock lock(state_.owner.mutex);
  state_.owner.stopped.wait(lock, [this] { return state_.owner.stopping; });
}

void ScriptedStream::State::accept() {
  for (;;) {
    error_code ec;
    Tcp::socket socket(io);
    acceptor.accept(socket, ec);
    const std::scoped_lock lock(mutex);
    if (stopping) return;
    if (ec) continue;
    ++accepted;
    open.insert(socket.native_handle());
    threads.emplace_back([this, number = accepted, taken = std::move(socket)]() mutable {
      serve(std::move(taken), number);
    });
  }
}

void ScriptedStream::State::serve(Tcp::socket socket, int number) {
  const int descriptor = socket.native_handle();
  error_code ec;
  socket.set_option(Tcp::no_delay(true), ec);
  StreamPeer::State peer{*this, std::move(socket)};
  if (tls) {
    Tls secure(std::move(std::get<Tcp::socket>(peer.stream)), *tls);
    secure.handshake(Tls::server, ec);
    peer.stream = std::move(secure);
  }
  if (!ec && peer.read_request()) {
    {
      const std::scoped_lock lock(mutex);
      targets.push_back(peer.asked.target);
    }
    StreamPeer face(peer);
    script(face, number);
  }
  // Closed under the lock: the destructor must not shut down a reused descriptor.
  const std::scoped_lock lock(mutex);
  open.erase(descriptor);
  peer.socket().close(ec);
}

ScriptedStream::ScriptedStream(Script script, std::optional<Certificate> certificate)
    : state_(std::make_unique<State>(std::move(script))) {
  if (certificate) {
    auto& context = state_->tls.emplace(asio::ssl::context::tls_server);
    context.use_certificate_chain(asio::buffer(certificate->certificate));
    context.use_private_key(asio::buffer(certificate->key), asio::ssl::context::pem);
  }
  state_->acceptor_thread = std::thread([state = state_.get()] { state->accept(); });
}

ScriptedStream::~ScriptedStream() {
  std::vector<std::thread> threads;
  {
    const std::scoped_lock lock(state_->mutex);
    state_->stopping = true;
    state_->stopped.notify_all();
    for (const int descriptor : state_->open) ::shutdown(descriptor, SHUT_RDWR);
    threads.swap(state_->threads);
  }
  ::shutdown(state_->acceptor.native_handle(), SHUT_RDWR);  // ends the blocking accept
  state_->acceptor_thread.join();
  for (auto& thread : threads) thread.join();
}

std::uint16_t ScriptedStream::port() const noexcept { return state_->port; }

std::string ScriptedStream::url(std::string_view path) const { return url_for("127.0.0.1", path); }

std::string ScriptedStream::url_for(std::string_view host, std::string_view path) const {
  return fmt::format("{}://{}:{}{}", state_->tls ? "wss" : "ws", host, port(), path);
}

int ScriptedStream::connections() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->accepted;
}

std::vector<std::string> ScriptedStream::received() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->received;
}

std::vector<std::string> ScriptedStream::targets() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->targets;
}

}  // namespace tickerd::test

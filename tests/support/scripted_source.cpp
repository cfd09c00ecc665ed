#include "support/scripted_source.hpp"

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <sys/socket.h>
#include <thread>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <fmt/format.h>

namespace tickerd::test {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Tcp = asio::ip::tcp;
using Tls = asio::ssl::stream<Tcp::socket>;
using boost::system::error_code;

}  // namespace

struct ScriptedSource::State {
  State();
  void accept();
  void serve(Tcp::socket socket);
  template <class Stream>
  void serve(Stream& stream, Tcp::socket& socket);
  template <class Stream>
  bool answer(Stream& stream, Tcp::socket& socket, const Asked& asked);
  Answer answer_to(const Asked& asked);
  bool wait(std::chrono::milliseconds span);
  void wait_for_stop();

  asio::io_context io;
  Tcp::acceptor acceptor{io};
  std::uint16_t port = 0;
  std::optional<asio::ssl::context> tls;

  mutable std::mutex mutex;  // for all below
  std::condition_variable stopped;
  bool stopping = false;
  std::map<std::string, Answer, std::less<>> answers;
  std::map<std::string, Asked, std::less<>> asked;
  std::map<std::string, int, std::less<>> counts;
  std::set<int> open;
  int accepted = 0;
  std::vector<std::thread> threads;
  std::thread acceptor_thread;
};

ScriptedSource::State::State() {
  const Tcp::endpoint local(asio::ip::address_v4::loopback(), 0);
  acceptor.open(local.protocol());
  acceptor.bind(local);
  acceptor.listen();
  port = acceptor.local_endpoint().port();
}

void ScriptedSource::State::accept() {
  for (;;) {
    error_code ec;
    Tcp::socket socket(io);
    acceptor.accept(socket, ec);
    const std::scoped_lock lock(mutex);
    if (stopping) return;
    if (ec) continue;
    ++accepted;
    open.insert(socket.native_handle());
    threads.emplace_back([this, taken = std::move(socket)]() mutable { serve(std::move(taken)); });
  }
}

void ScriptedSource::State::serve(Tcp::socket socket) {
  const int descriptor = socket.native_handle();
  error_code ec;
  socket.set_option(Tcp::no_delay(true), ec);
  // The socket is closed under the lock: the destructor must not shut down a reused descriptor.
  if (tls) {
    Tls stream(std::move(socket), *tls);
    stream.handshake(Tls::server, ec);
    if (!ec) serve(stream, stream.next_layer());
    const std::scoped_lock lock(mutex);
    open.erase(descriptor);
    stream.next_layer().close(ec);
  } else {
    serve(socket, socket);
    const std::scoped_lock lock(mutex);
    open.erase(descriptor);
    socket.close(ec);
  }
}

template <class Stream>
void ScriptedSource::State::serve(Stream& stream, Tcp::socket& socket) {
  boost::beast::flat_buffer buffer;
  for (;;) {
    http::request_parser<http::string_body> parser;
    error_code ec;
    http::read(stream, buffer, parser, ec);
    if (ec) return;
    const auto& message = parser.get();
    Asked now;
    now.method = std::string(message.method_string());
    now.target = std::string(message.target());
    now.body = message.body();
    for (const auto& field : message) {
      now.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
    }
    if (!answer(stream, socket, now)) return;
  }
}

/// Records what was asked and finds what to say to it.
Answer ScriptedSource::State::answer_to(const Asked& now) {
  const std::scoped_lock lock(mutex);
  const auto path = now.target.substr(0, now.target.find('?'));
  asked.insert_or_assign(path, now);
  ++counts[path];
  auto found = answers.find(now.target);
  if (found == answers.end()) found = answers.find(path);
  if (found != answers.end()) return found->second;
  Answer missing;
  missing.status = 404;
  missing.body = "no answer is set for this path\n";
  return missing;
}

/// Answers one request; whether the connection goes on.
template <class Stream>
bool ScriptedSource::State::answer(Stream& stream, Tcp::socket& socket, const Asked& now) {
  const auto what = answer_to(now);
  error_code ec;
  if (what.reset) {
    socket.set_option(asio::socket_base::linger(true, 0), ec);  // the close that follows resets
    return false;
  }
  if (what.hang) {
    wait_for_stop();
    return false;
  }
  if (!wait(what.delay)) return false;
  const auto text = text_of(what, now);
  const auto step = what.byte_delay.count() == 0 ? text.size() : 1;
  for (std::size_t at = 0; at < text.size(); at += step) {
    asio::write(stream, asio::buffer(std::string_view(text).substr(at, step)), ec);
    if (ec || !wait(what.byte_delay)) return false;
  }
  return !what.close && what.missing == 0 && what.raw.empty() &&
         now.header("Connection") != "close";
}

/// False when the source is being stopped.
bool ScriptedSource::State::wait(std::chrono::milliseconds span) {
  if (span.count() == 0) return true;
  std::unique_lock lock(mutex);
  return !stopped.wait_for(lock, span, [this] { return stopping; });
}

void ScriptedSource::State::wait_for_stop() {
  std::unique_lock lock(mutex);
  stopped.wait(lock, [this] { return stopping; });
}

ScriptedSource::ScriptedSource() : state_(std::make_unique<State>()) {
  state_->acceptor_thread = std::thread([state = state_.get()] { state->accept(); });
}

ScriptedSource::ScriptedSource(const Certificate& certificate) : state_(std::make_unique<State>()) {
  auto& context = state_->tls.emplace(asio::ssl::context::tls_server);
  context.use_certificate_chain(asio::buffer(certificate.certificate));
  context.use_private_key(asio::buffer(certificate.key), asio::ssl::context::pem);
  state_->acceptor_thread = std::thread([state = state_.get()] { state->accept(); });
}

ScriptedSource::~ScriptedSource() {
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

void ScriptedSource::set(std::string path, Answer answer) {
  const std::scoped_lock lock(state_->mutex);
  state_->answers.insert_or_assign(std::move(path), std::move(answer));
}

std::uint16_t ScriptedSource::port() const noexcept { return state_->port; }

std::string ScriptedSource::url(std::string_view path) const { return url_for("127.0.0.1", path); }

std::string ScriptedSource::url_for(std::string_view host, std::string_view path) const {
  return fmt::format("{}://{}:{}{}", state_->tls ? "https" : "http", host, port(), path);
}

int ScriptedSource::requests(std::string_view path) const {
  const std::scoped_lock lock(state_->mutex);
  const auto found = state_->counts.find(path);
  return found == state_->counts.end() ? 0 : found->second;
}

Asked ScriptedSource::last(std::string_view path) const {
  const std::scoped_lock lock(state_->mutex);
  const auto found = state_->asked.find(path);
  return found == state_->asked.end() ? Asked{} : found->second;
}

int ScriptedSource::connections() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->accepted;
}

int ScriptedSource::open_connections() const {
  const std::scoped_lock lock(state_->mutex);
  return static_cast<int>(state_->open.size());
}

}  // namespace tickerd::test

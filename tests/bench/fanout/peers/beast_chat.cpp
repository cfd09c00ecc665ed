// The way a chat server is usually written with Beast, as a peer to compare with: a strand for each
// session, every message posted to it, a queue of shared texts and one async_write after another.
#include <chrono>
#include <deque>
#include <memory>
#include <string>
#include <unordered_set>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/websocket.hpp>

#include "bench/fanout/common/sample.hpp"
#include "bench/fanout/common/serve.hpp"
#include "bench/fanout/common/server_options.hpp"
#include "bench/fanout/common/trigger.hpp"

namespace tickerd::bench {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using std::chrono::steady_clock;
using Text = std::shared_ptr<const std::string>;

class Session;

/// Who is there.
class Room {
 public:
  void join(std::shared_ptr<Session> session) { sessions_.insert(std::move(session)); }
  void leave(const std::shared_ptr<Session>& session) { sessions_.erase(session); }
  void say(const Text& text) const;

 private:
  std::unordered_set<std::shared_ptr<Session>> sessions_;
};

class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket socket, Room& room) : stream_(std::move(socket)), room_(room) {}

  void start() {
    stream_.async_accept([self = shared_from_this()](beast::error_code ec) {
      if (ec) return;
      self->stream_.text(true);
      self->room_.join(self);
      self->read();
    });
  }

  void send(const Text& text) {
    asio::post(stream_.get_executor(), [self = shared_from_this(), text] {
      self->queue_.push_back(text);
      if (self->queue_.size() == 1) self->write();
    });
  }

 private:
  void read() {
    stream_.async_read(buffer_, [self = shared_from_this()](beast::error_code ec, std::size_t) {
      if (ec) return self->room_.leave(self);
      self->buffer_.clear();
      self->read();
    });
  }

  void write() {
    stream_.async_write(asio::buffer(*queue_.front()),
                        [self = shared_from_this()](beast::error_code ec, std::size_t) {
                          if (ec) return;
                          self->queue_.pop_front();
                          if (!self->queue_.empty()) self->write();
                        });
  }

  beast::websocket::stream<beast::tcp_stream> stream_;
  Room& room_;
  beast::flat_buffer buffer_;
  std::deque<Text> queue_;
};

void Room::say(const Text& text) const {
  for (const auto& session : sessions_) session->send(text);
}

class Chat {
 public:
  explicit Chat(const ServerOptions& options)
      : options_(options), acceptor_(io_, {asio::ip::address_v4::loopback(), options.port}) {}

  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

  void run() {
    accept();
    await_trigger_once();
    io_.run();
  }

 private:
  void accept() {
    acceptor_.async_accept(asio::make_strand(io_), [this](auto ec, tcp::socket socket) {
      if (!ec) {
        socket.set_option(tcp::no_delay(true));
        std::make_shared<Session>(std::move(socket), room_)->start();
      }
      accept();
    });
  }

  void await_trigger_once() {
    if (is_triggered()) {
      due_ = steady_clock::now();
      publish();
      return;
    }
    timer_.expires_after(std::chrono::milliseconds(20));
    timer_.async_wait([this](auto) { await_trigger_once(); });
  }

  void publish() {
    const auto prev = seq_++;
    room_.say(std::make_shared<const std::string>(update_text(seq_, prev, now_us())));
    if (options_.saturated) {
      asio::post(io_, [this] { publish(); });
      return;
    }
    due_ += std::chrono::nanoseconds(static_cast<std::int64_t>(1e9 / options_.rate));
    timer_.expires_at(due_);
    timer_.async_wait([this](auto) { publish(); });
  }

  ServerOptions options_;
  asio::io_context io_{1};
  tcp::acceptor acceptor_;
  asio::steady_timer timer_{io_};
  steady_clock::time_point due_;
  Room room_;
  std::uint64_t seq_ = 0;
};

}  // namespace
}  // namespace tickerd::bench

int main(int count, char** arguments) {
  return tickerd::bench::serve<tickerd::bench::Chat>(count, arguments);
}

#pragma once

#include <array>
#include <chrono>
#include <memory>

#include "http/server.hpp"
#include "http/service.hpp"
#include "stream/hub.hpp"

namespace tickerd::http {

/// One edge: a listener, its connections and the hub that feeds them, on one thread.
class Edge final : private RequestHandler {
 public:
  /// `board` is what is known at the start. Starts accepting at once; nothing happens before the
  /// executor runs. All references outlive the edge. Everything but counters() and port() is called
  /// on the executor's thread; the edge is destroyed after close() has returned.
  Edge(net::asio::any_io_executor executor, Listener listener, stream::Board board,
       const Site& site, Service& service, const rates::Clock& clock, Counter& open_connections,
       rates::Log& log);

  /// Takes a batch to everyone whom it concerns.
  void publish(const rates::BatchPtr& batch);

  /// As Server::close(): streams get `bye` with their own delay and close code 1012.
  net::asio::awaitable<void> close(std::chrono::milliseconds spread,
                                   std::chrono::milliseconds grace);

  const stream::Board& board() const noexcept { return hub_.board(); }
  std::uint16_t port() const noexcept { return server_.port(); }
  /// Read from any thread.
  const Counters& counters() const noexcept { return server_.counters(); }

 private:
  net::asio::awaitable<Response> answer(Request request) override;
  net::asio::awaitable<void> stream(net::asio::ip::tcp::socket& socket, Continues kind,
                                    Request request, std::string early) override;
  bool draining() const override { return service_.draining(); }
  net::asio::awaitable<Response> push(Request request);
  void sweep(Instant now);
  void count(const Response& response, const Request& request);

  const Site& site_;
  Service& service_;
  const rates::Clock& clock_;
  stream::Hub hub_;
  Server server_;
  std::unique_ptr<std::array<char, 64 * 1024>> read_buffer_;  // shared by all sessions
};

}  // namespace tickerd::http

#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>

#include "http/admission.hpp"
#include "http/connection.hpp"
#include "http/listener.hpp"
#include "net/asio.hpp"
#include "net/task_group.hpp"
#include "rates/log.hpp"

namespace tickerd::http {

/// A listener and its connections on one thread: accepts, sweeps, drains.
class Server {
 public:
  /// `admission` is that of all servers whose connections are counted together. All references but
  /// `limits`, which are copied, outlive the server.
  Server(const Executor& executor, Listener listener, RequestHandler& handler, const Limits& limits,
         Admission& admission, rates::Log& log);

  /// Starts accepting. Call once.
  void start();

  /// Takes other limits for connections to come; open ones keep theirs.
  void adopt(const Limits& limits);
  /// Has connections to come agree on TLS first; null: they are in the clear, as at the start.
  void adopt(TlsContextPtr tls) { tls_ = std::move(tls); }

  /// Stops accepting; has streams leave evenly over `spread`; waits up to `grace` for the rest;
  /// cuts what is left. Nothing runs any more when it returns. A second call cuts at once
  /// and makes the first return.
  net::asio::awaitable<void> close(std::chrono::milliseconds spread,
                                   std::chrono::milliseconds grace);

  std::uint16_t port() const noexcept { return listener_.port(); }
  ConnectionTable& table() noexcept { return table_; }
  Counters& counters() noexcept { return counters_; }
  const Counters& counters() const noexcept { return counters_; }

  /// What else is to be done with every turn of the sweep.
  void on_sweep(std::function<void(Instant)> sweep) { on_sweep_ = std::move(sweep); }

 private:
  net::asio::awaitable<void> accept();
  void accept_waiting();
  void admit(Socket socket, const Tcp::endpoint& peer);
  std::expected<AddressPlace, Refusal> find_place(const Tcp::endpoint& peer);
  void refuse(Socket socket, const Tcp::endpoint& peer, Refusal refusal);
  net::asio::awaitable<void> leave_over(std::chrono::milliseconds spread);
  ConnectionContext context(const Tcp::endpoint& peer);
  net::asio::awaitable<void> sweep();

  Listener listener_;
  RequestHandler& handler_;
  LimitsPtr limits_;
  TlsContextPtr tls_;
  Admission& admission_;
  rates::Log& log_;
  Counters counters_;
  ConnectionTable table_;
  net::TaskGroup acceptors_;
  net::TaskGroup connections_;
  net::TaskGroup refusals_;
  net::TaskGroup sweeper_;
  std::function<void(Instant)> on_sweep_;
  bool closing_ = false;
  bool cut_ = false;
};

}  // namespace tickerd::http

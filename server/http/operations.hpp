#pragma once

#include <string>

#include "http/connection.hpp"
#include "net/asio.hpp"
#include "rates/currency.hpp"
#include "rates/result.hpp"

namespace tickerd::http {

/// The process's state in full, for the operator only.
struct HealthReport {
  bool serving = true;  ///< false answers 503
  std::string json;     ///< application/health+json
};

/// What the operations listener asks the program for, on its own thread. Outlives the listener.
class OperationsSource {
 public:
  virtual ~OperationsSource() = default;
  virtual bool ready() const = 0;
  virtual bool draining() const = 0;
  virtual net::asio::awaitable<HealthReport> health() = 0;
  /// The Prometheus text exposition format.
  virtual net::asio::awaitable<std::string> metrics() = 0;
  /// The answer of /v1/explain, as the public has it, to a request for /explain.
  virtual net::asio::awaitable<Response> explain(Request request) = 0;
  /// Lets the held value of a pair out; its rate as the protocol has it, once it went out. Fails
  /// with not_found when nothing of it is held, cancelled when the process is on its way out.
  virtual net::asio::awaitable<rates::Result<std::string>> release(rates::CurrencyPair pair) = 0;
};

/// Answers /livez, /readyz, /healthz, /metrics, /explain?pair= and POST /release?pair=.
class Operations final : public RequestHandler {
 public:
  explicit Operations(OperationsSource& source) : source_(source) {}
  net::asio::awaitable<Response> answer(Request request) override;
  bool draining() const override { return source_.draining(); }

 private:
  net::asio::awaitable<Response> release(Request request);

  OperationsSource& source_;
};

/// `{"status":"pass"}` with 200, `{"status":"fail"}` with 503.
Response status_response(bool pass);

}  // namespace tickerd::http

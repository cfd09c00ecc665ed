#pragma once

#include <string>

#include "http/connection.hpp"
#include "net/asio.hpp"

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
};

/// Answers /livez, /readyz, /healthz and /metrics.
class Operations final : public RequestHandler {
 public:
  explicit Operations(OperationsSource& source) : source_(source) {}
  net::asio::awaitable<Response> answer(Request request) override;
  bool draining() const override { return source_.draining(); }

 private:
  OperationsSource& source_;
};

/// `{"status":"pass"}` with 200, `{"status":"fail"}` with 503.
Response status_response(bool pass);

}  // namespace tickerd::http

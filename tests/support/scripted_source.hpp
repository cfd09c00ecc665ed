#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "support/answer.hpp"
#include "support/certificate.hpp"

namespace tickerd::test {

/// An HTTP/1.1 server on 127.0.0.1 whose answers a test sets and changes at run time. It lives on
/// threads of its own; every function may be called from any thread. Paths without an answer get
/// 404. The destructor ends all connections.
class ScriptedSource {
 public:
  /// Plain HTTP on a port the system chooses.
  ScriptedSource();
  /// HTTPS with `certificate`.
  explicit ScriptedSource(const Certificate& certificate);
  ~ScriptedSource();
  ScriptedSource(const ScriptedSource&) = delete;
  ScriptedSource& operator=(const ScriptedSource&) = delete;

  /// Sets what `path` says from now on. A path with a query ("/a?b=c") is that target only and goes
  /// before the one without, which stands for any query.
  void set(std::string path, Answer answer);

  std::uint16_t port() const noexcept;
  /// "http://127.0.0.1:PORT" and `path`.
  std::string url(std::string_view path) const;
  /// The same with another name for the host: url_for("localhost", "/a").
  std::string url_for(std::string_view host, std::string_view path) const;

  /// How many requests for `path` (any query) have come; answered or not.
  int requests(std::string_view path) const;
  /// The last request for `path`, empty when none has come.
  Asked last(std::string_view path) const;
  /// How many connections were accepted.
  int connections() const;
  /// How many of them are open now.
  int open_connections() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tickerd::test

#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "http/limits.hpp"
#include "http/message.hpp"

namespace tickerd::http {

/// Turns the bytes of a connection into requests by RFC 9112, strictly: exactly one Host, no
/// folded lines, no Transfer-Encoding but "chunked" and never beside Content-Length. Sans-I/O.
class RequestReader {
 public:
  enum class Progress {
    need_more,         ///< read more into space()
    expects_continue,  ///< the client waits for "100 Continue" before it sends its body
    request,           ///< take() it
    failed,            ///< answer with failure() and close
  };

  /// The limits outlive it.
  explicit RequestReader(const Limits& limits);
  ~RequestReader();
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;

  /// Where to put the next bytes; never empty.
  std::span<char> space();
  /// So many bytes came into space().
  void received(std::size_t bytes);
  /// How far the next request is.
  Progress advance();
  /// The request that is complete. What follows it stays for the next.
  Request take();
  /// Whether the request taken last asked for the connection to stay (RFC 9112 section 9.3).
  bool keep_alive() const noexcept;
  /// What is wrong, as an answer.
  const Response& failure() const noexcept;
  /// Whether nothing of the next request has come yet.
  bool between_requests() const noexcept;
  /// The bytes behind the last request; they are gone from here.
  std::string take_rest();

 private:
  Progress finish();

  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tickerd::http

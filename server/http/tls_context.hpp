#pragma once

#include <chrono>
#include <memory>
#include <string_view>
#include <utility>

#include "rates/result.hpp"
#include "rates/time.hpp"

struct ssl_ctx_st;  // of OpenSSL

namespace tickerd::http {

class TlsContext;
using TlsContextPtr = std::shared_ptr<const TlsContext>;

/// What the server's side of TLS agrees to: 1.2 or newer, ciphers that authenticate what they
/// encrypt, HTTP/1.1 (ALPN, RFC 7301), sessions that resume by ticket. Never renegotiates. Does not
/// change; from any thread.
class TlsContext {
 public:
  /// `certificate` is PEM, the server's own first, then those up to its root; `key` is the PEM of
  /// its private key, not encrypted. Browsers are told to come by HTTPS only for `hsts` (0: they
  /// are not told, RFC 6797). Fails with bad_document when one of them is not that, with bad_value
  /// when they do not belong together.
  static rates::Result<TlsContextPtr> make(std::string_view certificate, std::string_view key,
                                           std::chrono::seconds hsts = {});

  ::ssl_ctx_st* native() const noexcept { return context_.get(); }
  /// When the server's own certificate ends.
  rates::Timestamp expires_at() const noexcept { return expires_at_; }
  std::chrono::seconds hsts() const noexcept { return hsts_; }

 private:
  struct Free {
    void operator()(::ssl_ctx_st* context) const noexcept;
  };
  using Native = std::unique_ptr<::ssl_ctx_st, Free>;

  TlsContext(Native context, rates::Timestamp expires_at, std::chrono::seconds hsts)
      : context_(std::move(context)), expires_at_(expires_at), hsts_(hsts) {}

  Native context_;
  rates::Timestamp expires_at_;
  std::chrono::seconds hsts_;
};

}  // namespace tickerd::http

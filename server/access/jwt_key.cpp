#include "access/jwt_key.hpp"

#include <array>

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "net/free_with.hpp"
#include "net/sha256.hpp"

namespace tickerd::access {
namespace {

using rates::Errc;

constexpr std::size_t least_secret_bytes = 32;  // RFC 7518 section 3.2
constexpr int least_rsa_bits = 2048;            // RFC 7518 section 3.3

using net::FreeWith;
using Memory = std::unique_ptr<BIO, FreeWith<&BIO_free>>;
using Digest = std::unique_ptr<EVP_MD_CTX, FreeWith<&EVP_MD_CTX_free>>;
using KeyPtr = std::shared_ptr<EVP_PKEY>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

KeyPtr owned(EVP_PKEY* key) { return {key, &EVP_PKEY_free}; }

KeyPtr read_public_key(std::string_view pem) {
  const Memory memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  auto key = owned(PEM_read_bio_PUBKEY(memory.get(), nullptr, nullptr, nullptr));
  ERR_clear_error();
  return key;
}

/// What is wrong with a key for its algorithm; empty: nothing.
std::string fault_of(EVP_PKEY* key, Algorithm algorithm) {
  if (algorithm == Algorithm::eddsa) {
    return EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519
               ? ""
               : "expected a public key of Ed25519, got another kind";
  }
  if (EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA) {
    return "expected a public key of RSA, got another kind";
  }
  const int bits = EVP_PKEY_get_bits(key);
  if (bits >= least_rsa_bits) return {};
  return fmt::format("expected an RSA key of {} bits at least, got {}", least_rsa_bits, bits);
}

bool verifies(EVP_PKEY* key, const EVP_MD* hash, std::string_view text,
              std::string_view signature) {
  const Digest digest(EVP_MD_CTX_new());
  const bool good = EVP_DigestVerifyInit(digest.get(), nullptr, hash, nullptr, key) == 1 &&
                    EVP_DigestVerify(digest.get(), bytes_of(signature), signature.size(),
                                     bytes_of(text), text.size()) == 1;
  ERR_clear_error();
  return good;
}

bool is_mac_of(EVP_PKEY* key, std::string_view text, std::string_view signature) {
  std::array<unsigned char, 32> own{};
  std::size_t size = own.size();
  const Digest digest(EVP_MD_CTX_new());
  const bool made =
      EVP_DigestSignInit(digest.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
      EVP_DigestSign(digest.get(), own.data(), &size, bytes_of(text), text.size()) == 1;
  return made && signature.size() == size && CRYPTO_memcmp(own.data(), signature.data(), size) == 0;
}

}  // namespace

rates::Result<Algorithm> parse_algorithm(std::string_view name) {
  if (name == "HS256") return Algorithm::hs256;
  if (name == "RS256") return Algorithm::rs256;
  if (name == "EdDSA") return Algorithm::eddsa;
  return rates::fail(
      Errc::bad_argument,
      fmt::format(R"(expected "HS256", "RS256" or "EdDSA", got {})", rates::in_quotes(name)));
}

bool JwtKey::take_secret(std::string_view bytes) {
  key_ = owned(EVP_PKEY_new_raw_private_key(EVP_PKEY_HMAC, nullptr, bytes_of(bytes), bytes.size()));
  return key_ != nullptr;
}

rates::Result<JwtKey> JwtKey::make(Algorithm algorithm, std::string_view bytes, std::string id) {
  JwtKey key;
  key.algorithm_ = algorithm;
  key.id_ = std::move(id);
  key.fingerprint_ = net::sha256_hex(fmt::format("{} {}", static_cast<int>(algorithm), bytes));
  if (algorithm == Algorithm::hs256) {
    if (bytes.size() < least_secret_bytes) {
      return rates::fail(Errc::bad_value,
                         fmt::format("expected a secret of {} bytes at least, got {}",
                                     least_secret_bytes, bytes.size()));
    }
    if (!key.take_secret(bytes)) return rates::fail(Errc::bad_value, "the secret cannot be used");
    return key;
  }
  key.key_ = read_public_key(bytes);
  if (!key.key_) return rates::fail(Errc::bad_document, "expected a public key in PEM, got none");
  if (auto fault = fault_of(key.key_.get(), algorithm); !fault.empty()) {
    return rates::fail(Errc::bad_value, std::move(fault));
  }
  return key;
}

bool JwtKey::signs(std::string_view text, std::string_view signature) const {
  switch (algorithm_) {
    case Algorithm::hs256:
      return is_mac_of(key_.get(), text, signature);
    case Algorithm::rs256:
      return verifies(key_.get(), EVP_sha256(), text, signature);
    case Algorithm::eddsa:
      return verifies(key_.get(), nullptr, text, signature);
  }
  return false;
}

}  // namespace tickerd::access

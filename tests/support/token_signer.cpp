#include "support/token_signer.hpp"

#include <stdexcept>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "access/base64url.hpp"

namespace tickerd::test {
namespace {

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string public_pem(EVP_PKEY* key) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> memory(BIO_new(BIO_s_mem()), &BIO_free);
  PEM_write_bio_PUBKEY(memory.get(), key);
  char* text = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

}  // namespace

TokenSigner::TokenSigner(EVP_PKEY* key, std::string algorithm)
    : key_(key, &EVP_PKEY_free), algorithm_(std::move(algorithm)) {
  if (key == nullptr) throw std::runtime_error("no key for " + algorithm_);
}

TokenSigner TokenSigner::hs256(std::string_view secret) {
  TokenSigner signer(
      EVP_PKEY_new_raw_private_key(EVP_PKEY_HMAC, nullptr, bytes_of(secret), secret.size()),
      "HS256");
  signer.checked_by_ = secret;
  return signer;
}

TokenSigner TokenSigner::rs256(int bits) {
  TokenSigner signer(EVP_RSA_gen(static_cast<unsigned>(bits)), "RS256");
  signer.checked_by_ = public_pem(signer.key_.get());
  return signer;
}

TokenSigner TokenSigner::ed25519() {
  TokenSigner signer(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"), "EdDSA");
  signer.checked_by_ = public_pem(signer.key_.get());
  return signer;
}

std::string TokenSigner::sign(std::string_view text) const {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> digest(EVP_MD_CTX_new(),
                                                                       &EVP_MD_CTX_free);
  const EVP_MD* const hash = algorithm_ == "EdDSA" ? nullptr : EVP_sha256();
  std::string signature(1024, '\0');
  std::size_t size = signature.size();
  EVP_DigestSignInit(digest.get(), nullptr, hash, nullptr, key_.get());
  EVP_DigestSign(digest.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                 bytes_of(text), text.size());
  signature.resize(size);
  return signature;
}

std::string TokenSigner::token(std::string_view header, std::string_view claims) const {
  const auto text = access::base64url_encoded(header) + '.' + access::base64url_encoded(claims);
  return text + '.' + access::base64url_encoded(sign(text));
}

std::string TokenSigner::token(std::string_view claims) const {
  return token(R"({"alg":")" + algorithm_ + R"(","typ":"JWT"})", claims);
}

}  // namespace tickerd::test

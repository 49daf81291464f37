// The deleter for what a C library hands out: std::unique_ptr<EVP_PKEY, base::Freed<EVP_PKEY_free>>.
#pragma once

namespace base {

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* what) const {
    Free(what);
  }
};

}  // namespace base

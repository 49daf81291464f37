// External lists for scripts (RFC 6134): everybody's and the account's own, from the store.
#pragma once

#include "net/task.hpp"
#include "sieve/question.hpp"
#include "store/store.hpp"

namespace notifyd::filters {

/// Everybody's list of a name hides an account's: the administrator's scripts ask with the names of users
/// too. The default address book is each account's own, and empty if it was never made. An error of the store
/// is no answer: the mail is tried again later, as without its script (RFC 6134 section 3).
net::Task<base::Result<sieve::Answer>> answer(store::Store& store, mail::AccountId account,
                                              sieve::ListKnown asked);
net::Task<base::Result<sieve::Answer>> answer(store::Store& store, mail::AccountId account,
                                              sieve::ListHolds asked);
net::Task<base::Result<sieve::Answer>> answer(store::Store& store, mail::AccountId account,
                                              sieve::ListMembers asked);

}  // namespace notifyd::filters

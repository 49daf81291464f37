// Which mutation it is, and its slices.

#include <type_traits>
#include <utility>
#include <variant>

#include "store/engines/sqlite/mutations.hpp"

namespace store::sqlite {
namespace {

void merge(Changed& all, Changed slice) {
  all.modseq = slice.modseq;
  all.flags.insert(all.flags.end(), std::make_move_iterator(slice.flags.begin()),
                   std::make_move_iterator(slice.flags.end()));
  for (const auto& range : slice.not_modified.ranges()) all.not_modified.add(range.first, range.last);
  for (const auto& range : slice.expunged.ranges()) all.expunged.add(range.first, range.last);
  all.leased.insert(all.leased.end(), std::make_move_iterator(slice.leased.begin()),
                    std::make_move_iterator(slice.leased.end()));
}

/// Each slice is a whole operation with its own event: whoever looks on sees messages change in two or three
/// steps.
template <class Change, class Run>
Answer<Changed> in_slices(Writer& writer, Actor actor, Change change, Run run) {
  Changed all;
  mail::Uid from{1};
  do {
    auto slice = co_await writer.write<Slice>(actor.account, [&actor, &change, run, from](Transaction& tx) {
      return run(tx, actor, change, from);
    });
    if (!slice) co_return std::move(slice).error();
    from = slice->next;
    merge(all, std::move(slice->changed));
  } while (from.value != 0);
  co_return all;
}

Answer<Changed> remove(Writer& writer, Actor actor, DeleteMailbox change) {
  auto changed = co_await writer.write<Changed>(
      actor.account, [&actor, &change](Transaction& tx) { return remove_mailbox(tx, actor, change); });
  if (!changed) co_return changed;
  // What a crash leaves here is found when the store is opened.
  for (bool more = true; more;) {
    auto slice = co_await writer.write<bool>(
        actor.account, [account = actor.account](Transaction& tx) { return purge_slice(tx, account); });
    more = slice && *slice;
  }
  co_return changed;
}

template <class Change, class Run>
Answer<Changed> at_once(Writer& writer, Actor actor, Change change, Run run) {
  co_return co_await writer.write<Changed>(
      actor.account, [&actor, &change, run](Transaction& tx) { return run(tx, actor, change); });
}

}  // namespace

Answer<Changed> mutate(Writer& writer, mail::AccountId account, Mutation mutation, std::string session) {
  Actor actor{account, std::move(session)};
  const auto run = [&](auto&& change) -> Answer<Changed> {
    using Change = std::decay_t<decltype(change)>;
    if constexpr (std::is_same_v<Change, StoreFlags>)
      return in_slices(writer, std::move(actor), std::forward<decltype(change)>(change), store_flags);
    else if constexpr (std::is_same_v<Change, Expunge>)
      return in_slices(writer, std::move(actor), std::forward<decltype(change)>(change), expunge);
    else if constexpr (std::is_same_v<Change, Copy>)
      return copy(writer, std::move(actor), std::forward<decltype(change)>(change));
    else if constexpr (std::is_same_v<Change, Append>)
      return at_once(writer, std::move(actor), std::forward<decltype(change)>(change), append);
    else if constexpr (std::is_same_v<Change, CreateMailbox>)
      return at_once(writer, std::move(actor), std::forward<decltype(change)>(change), create);
    else if constexpr (std::is_same_v<Change, DeleteMailbox>)
      return remove(writer, std::move(actor), std::forward<decltype(change)>(change));
    else if constexpr (std::is_same_v<Change, RenameMailbox>)
      return at_once(writer, std::move(actor), std::forward<decltype(change)>(change), rename);
    else if constexpr (std::is_same_v<Change, Subscribe>)
      return at_once(writer, std::move(actor), std::forward<decltype(change)>(change), subscribe);
    else if constexpr (std::is_same_v<Change, SetMetadata>)
      return at_once(writer, std::move(actor), std::forward<decltype(change)>(change), set_metadata);
    else
      return at_once(writer, std::move(actor), std::forward<decltype(change)>(change), claim_recent);
  };
  return std::visit(run, std::move(mutation));
}

base::Error no_account() {
  return base::fail(base::Errc::not_found, "there is no such account");
}

base::Error no_mailbox() {
  return base::fail(base::Errc::not_found, "there is no such mailbox");
}

}  // namespace store::sqlite

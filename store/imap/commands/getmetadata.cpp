// GETMETADATA (RFC 5464 section 4.2): annotations of a mailbox or of the server.

#include <algorithm>

#include "store/imap/annotated.hpp"
#include "store/imap/command.hpp"
#include "wire/imap/metadata.hpp"
#include "wire/imap/write.hpp"

namespace store::imap {
namespace {

using wire::imap::GetMetadata;

/// Is `name` what was asked for by `entry`, or close enough below it?
bool is_asked(std::string_view name, std::string_view entry, const std::optional<std::uint32_t>& depth) {
  if (name == entry) return true;
  if (!name.starts_with(entry) || name[entry.size()] != '/') return false;
  if (!depth) return true;
  return std::ranges::count(name.substr(entry.size()), '/') <= *depth;
}

struct Answer {
  std::string items;
  std::size_t longest = 0;  ///< of the values that were too long; 0: none was
};

void add(Answer& answer, const GetMetadata& get, std::string_view name,
         const std::optional<std::string>& value) {
  if (value && get.max_size && value->size() > *get.max_size) {
    answer.longest = std::max(answer.longest, value->size());
    return;
  }
  answer.items += (answer.items.empty() ? "" : " ") + wire::imap::metadata_item(name, value);
}

/// An entry that is asked for by its name and is not there is NIL.
base::Result<Answer> answer_of(const GetMetadata& get, const std::vector<Annotation>& there) {
  Answer answer;
  std::vector<std::string> entries;
  for (const auto& asked : get.entries) {
    auto entry = annotation_root(asked);
    if (!entry) return entry.error();
    if (std::ranges::find(entries, *entry) == entries.end()) entries.push_back(std::move(*entry));
  }
  for (const Annotation& one : there)
    if (std::ranges::any_of(entries,
                            [&](const auto& entry) { return is_asked(one.entry, entry, get.depth); }))
      add(answer, get, one.entry, one.value);
  for (const auto& entry : entries)
    if (get.depth == 0U && std::ranges::find(there, entry, &Annotation::entry) == there.end())
      add(answer, get, entry, std::nullopt);
  return answer;
}

net::Task<Reply> get_metadata(Session& session, wire::imap::Arguments arguments) {
  const auto get = wire::imap::get_metadata_arguments(arguments);
  const auto read = arguments.finish();
  if (!read) co_return failed(read.error());
  const auto mailbox = co_await annotated(session, get.mailbox);
  if (!mailbox) co_return failed(mailbox.error());
  const auto there = co_await session.store().annotations(session.account(), *mailbox);
  if (!there) co_return failed(there.error());
  const auto answer = answer_of(get, *there);
  if (!answer) co_return failed(answer.error());
  if (!answer->items.empty())
    co_await session.write("* METADATA " + wire::imap::mailbox_of(get.mailbox) + " (" + answer->items +
                           ")\r\n");
  if (answer->longest > 0)
    co_return ok("METADATA LONGENTRIES " + std::to_string(answer->longest), "some values are longer");
  co_return ok("those are they");
}

}  // namespace

extern const Command getmetadata_command{.name = "GETMETADATA",
                                         .capability = "METADATA",
                                         .allowed_in = authenticated | selected,
                                         .run = get_metadata};

}  // namespace store::imap

// The write-ahead log of the writer, written with few system calls.
#pragma once

namespace store::sqlite {

/// Name of a VFS for sqlite3_open_v2(), the system's but for one thing: what goes to a write-ahead log is
/// gathered, and written when the log is synced. SQLite itself writes each page with two system calls. Only
/// for `synchronous = FULL`: only then is there a sync between the last page of a commit and the moment at
/// which other connections look for it.
const char* gathering_vfs();

}  // namespace store::sqlite

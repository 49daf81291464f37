// The bodies of Beast, compiled once: BOOST_BEAST_SEPARATE_COMPILATION leaves declarations to everybody else.
#include <boost/beast/src.hpp>

#ifndef FAULT_INJECTION_H
#define FAULT_INJECTION_H

/// A library to be loaded in front of the C library (`LD_PRELOAD`): makes file calls below one folder fail, come short, or end the process.
///
/// It is steered by variables of the environment:
///
///   GLASSINE_FAULT_BELOW   the folder, absolute and without links; calls elsewhere are left alone
///   GLASSINE_FAULT_CALLS   change (the default: calls that change something), read (calls that look), all
///   GLASSINE_FAULT_KIND    EIO ENOSPC EROFS EINTR   the call fails so
///                          short                    a read or write does half of what was asked
///                          kill-before kill-within kill-after   SIGKILL; within: after half of a write
///   GLASSINE_FAULT_AT      the number of the call, from 1; 0: only count
///   GLASSINE_FAULT_ON      set: that call and all after it
///   GLASSINE_FAULT_RECORD  a file of 4096 bytes, mapped: u64 calls so far, u64 faults made, then the name and path of the call it was made at
///   GLASSINE_FAULT_CLOCK   seconds since 1970 that the real-time clock shows at the start
///   GLASSINE_FAULT_BACK    set: the real-time clock runs backwards, an hour a look

#endif

/*
 * Runs before main, and so before Rust's runtime opens /dev/null for reading and writing in place of each
 * standard stream that is closed. Opened here in the direction that does not fit, a closed stream is
 * still told from one that a user sent to /dev/null (src/cli/streams.rs), and no file of the program
 * gets its number.
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

__attribute__((constructor)) static void mark_closed_streams(void) {
    for (int stream = 0; stream <= 2; stream++) {
        if (fcntl(stream, F_GETFD) == -1 && errno == EBADF) {
            /* The lowest free number is that of the stream. */
            (void)open("/dev/null", stream == 0 ? O_WRONLY : O_RDONLY);
        }
    }
}

/** The packaged node as a child process, and how tests reach it. */
@NullMarked
package org.shiplog.e2e.node;

import org.jspecify.annotations.NullMarked;

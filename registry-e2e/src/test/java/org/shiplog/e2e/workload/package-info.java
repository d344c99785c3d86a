/** Build jobs that log in with the identity token of their platform. */
@NullMarked
package org.shiplog.e2e.workload;

import org.jspecify.annotations.NullMarked;

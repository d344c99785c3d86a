/** Workloads of others, such as CI jobs, that prove with a token of their platform who they are: no secret is stored for them. */
@NullMarked
package org.shiplog.http.auth.workload;

import org.jspecify.annotations.NullMarked;

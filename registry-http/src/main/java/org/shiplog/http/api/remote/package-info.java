/** Other registries, as far as any are known. */
@NullMarked
package org.shiplog.http.api.remote;

import org.jspecify.annotations.NullMarked;

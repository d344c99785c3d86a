/** Whether the bytes that repositories need are there, and are the right ones. */
@NullMarked
package org.shiplog.cluster.fsck;

import org.jspecify.annotations.NullMarked;

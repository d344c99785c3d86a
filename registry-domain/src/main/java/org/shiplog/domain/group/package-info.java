/** The groups of users: who is in one is told by the directory that knows the user. */
@NullMarked
package org.shiplog.domain.group;

import org.jspecify.annotations.NullMarked;

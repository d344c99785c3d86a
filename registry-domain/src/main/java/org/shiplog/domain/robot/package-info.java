/** The robot account aggregate: machines that log in with secrets, or with identities that others vouch for. */
@NullMarked
package org.shiplog.domain.robot;

import org.jspecify.annotations.NullMarked;

<?php
/**
 * Tests of the plugin, without WordPress: `php web/wordpress/tests/plugin_test.php`. Ends with 1 when one fails.
 */

require __DIR__ . '/wordpress.php';
require __DIR__ . '/../tickerd.php';

const PUBLIC_SERVER = 'https://rates.example.org';
const RELEASE       = array(
	'version'   => '0.1.0',
	'path'      => '/widget/0.1.0/tickerd.js',
	'integrity' => 'sha384-abc+/=',
);

$failures = 0;
$hooks    = array( $GLOBALS['site']->actions, $GLOBALS['site']->filters );

function check( $what, $expected, $found ) {
	if ( $expected === $found ) {
		return;
	}
	++$GLOBALS['failures'];
	fprintf( STDERR, "%s:\n  expected %s\n  found    %s\n", $what, json_encode( $expected ), json_encode( $found ) );
}

/** A site with these settings, on which WordPress has started. */
function start_site( array $settings = array( 'server' => PUBLIC_SERVER ) ) {
	$GLOBALS['site']                                               = new_site();
	$GLOBALS['site']->options['tickerd']                           = $settings;
	list( $GLOBALS['site']->actions, $GLOBALS['site']->filters ) = $GLOBALS['hooks'];
	foreach ( $GLOBALS['site']->actions['init'] as $callback ) {
		$callback();
	}
	return $GLOBALS['site'];
}

/** What the shortcode writes between `<rate-ticker src="…"` and `>`. */
function written( array $given ) {
	$html = $GLOBALS['shortcodes']['tickerd']( $given );
	return preg_match( '#^<rate-ticker src="https://rates\.example\.org"([^<>]*)><noscript>#', $html, $part ) ? $part[1] : $html;
}

/** Reads a shortcode as WordPress does: names, quoted values with C-like escapes, and words alone. */
function read_shortcode( $text ) {
	preg_match( '/^\[tickerd([^\[\]]*)\]$/', $text, $part );
	preg_match_all( '/([\w-]+)="([^"]*)"|(\S+)/', $part[1], $found, PREG_SET_ORDER );
	$given = array();
	foreach ( $found as $one ) {
		if ( isset( $one[3] ) ) {
			$given[] = $one[3];
		} else {
			$given[ $one[1] ] = stripcslashes( $one[2] );
		}
	}
	return $given;
}

// The shortcode.
$site = start_site();
check( 'plain', '', written( array() ) );
check( 'asks for the script', array( 'tickerd' ), $site->enqueued );
check(
	'the whole of it',
	'<rate-ticker src="https://rates.example.org" pairs="KGS/USD,KZT/USD" basis="7d" spark><noscript>' .
		'<img src="https://rates.example.org/v1/tape?format=svg&#038;pairs=KGS%2FUSD%2CKZT%2FUSD&#038;basis=7d&#038;spark=30"' .
		' alt="Exchange rates"></noscript></rate-ticker>',
	tickerd_shortcode( read_shortcode( '[tickerd spark="yes" basis="7d" pairs="kgs/usd, KZT/USD,KGS/USD"]' ) )
);
check( 'no attributes at all', '', written( (array) tickerd_read_attributes( array() ) ) );
check( 'a word alone', ' spark drag', written( read_shortcode( '[tickerd spark drag nonsense]' ) ) );

$attributes = array(
	'choice'                 => array( array( 'layout' => 'list' ), ' layout="list"' ),
	'no such choice'         => array( array( 'layout' => 'spiral' ), '' ),
	'number'                 => array( array( 'speed' => ' 90 ' ), ' speed="90"' ),
	'number out of bounds'   => array( array( 'speed' => '1001' ), '' ),
	'no number'              => array( array( 'speed' => '9" onload="x' ), '' ),
	'decimals'               => array( array( 'precision' => '0' ), ' precision="0"' ),
	'flag off'               => array( array( 'spark' => 'no', 'drag' => false ), '' ),
	'flag on'                => array( array( 'spark' => 'yes', 'drag' => true ), ' spark drag' ),
	'language'               => array( array( 'locale' => 'ru-KG' ), ' locale="ru-KG"' ),
	'no language'            => array( array( 'locale' => '"><b>' ), '' ),
	'link'                   => array( array( 'href' => '/m/{base}-{quote}?a=1&b=2' ), ' href="/m/{base}-{quote}?a=1&amp;b=2"' ),
	'link with a script'     => array( array( 'href' => 'javascript:alert(1)' ), '' ),
	'link with a broken one' => array( array( 'href' => "java\nscript:alert(1)" ), '' ),
	'link with a stray name' => array( array( 'href' => '/{currency}' ), '' ),
	'hostile pairs'          => array( array( 'pairs' => '"><script>alert(1)</script>,KGS/USD' ), ' pairs="KGS/USD"' ),
	'hostile label'          => array( array( 'label' => '"><img src=x onerror=alert(1)>' ), ' label="&quot;&gt;&lt;img src=x onerror=alert(1)&gt;"' ),
	'hostile separator'      => array( array( 'separator' => "'\"\x00&" ), ' separator="&#039;&quot; &amp;"' ),
	'unknown attribute'      => array( array( 'onclick' => 'alert(1)', 'src' => 'https://evil.example' ), '' ),
	'a list for a value'     => array( array( 'label' => array( 'x' ) ), '' ),
);
foreach ( $attributes as $what => list( $given, $expected ) ) {
	check( $what, $expected, written( $given ) );
}

// What the builder writes comes out as it was chosen: tests of web/pages/builder/escape.ts have the other half.
check(
	'escapes of the builder',
	array( 'label' => '"[x]\' <b>&amp; \\x22' ),
	read_shortcode( '[tickerd label="\x22\x5bx\x5d\x27 \x3cb\x3e\x26amp; \x5cx22"]' )
);

// Without a server.
$site = start_site( array() );
check( 'tells authors', '<p>tickerd: enter the address of your server under Settings, tickerd.</p>', tickerd_shortcode( '' ) );
$site->may = array();
check( 'tells readers nothing', '', tickerd_shortcode( '' ) );
check( 'has no script', array( 'tickerd-block' ), array_keys( $site->scripts ) );

// The script.
$tag  = "<script src='https://rates.example.org/widget.js' id='tickerd-js'></script>\n";
$site = start_site();
check( 'current script', 'https://rates.example.org/widget.js', $site->scripts['tickerd']['src'] );
check( 'no version in its address', null, $site->scripts['tickerd']['version'] );
check( 'loads beside the page', str_replace( '<script', '<script async', $tag ), tickerd_script_tag( $tag, 'tickerd' ) );
check( 'is async once', '<script async src="x">', tickerd_script_tag( '<script async src="x">', 'tickerd' ) );
check( 'leaves others alone', $tag, tickerd_script_tag( $tag, 'jquery' ) );
check( 'frames by their address', array( PUBLIC_SERVER . '/embed*' => PUBLIC_SERVER . '/oembed' ), $site->embeds );
$pinned = array(
	'server'  => PUBLIC_SERVER,
	'pin'     => true,
	'release' => RELEASE,
);
$site   = start_site( $pinned );
check( 'pinned script', 'https://rates.example.org/widget/0.1.0/tickerd.js', $site->scripts['tickerd']['src'] );
check(
	'pinned script is checked',
	str_replace( '<script', '<script async integrity="sha384-abc+/=" crossorigin="anonymous"', $tag ),
	tickerd_script_tag( $tag, 'tickerd' )
);
start_site( array( 'pin' => true, 'release' => array( 'integrity' => 'sha384-" onload="x' ) + RELEASE ) + $pinned );
check( 'stored nonsense is not printed', null, tickerd_settings()['release'] );

// The settings.
$addresses = array(
	'https://rates.example.org'        => 'https://rates.example.org',
	' HTTPS://Rates.Example.org:8443/' => 'https://rates.example.org:8443',
	'http://127.0.0.1:8080'            => 'http://127.0.0.1:8080',
	'http://[::1]:8080'                => 'http://[::1]:8080',
	'https://rates.example.org/path'   => '',
	'https://user@rates.example.org'   => '',
	'https://rates.example.org?x'      => '',
	'https://rates.example.org:0'      => '',
	'https://rates.example.org:99999'  => '',
	'javascript:alert(1)'              => '',
	'//rates.example.org'              => '',
	'https://a"b'                      => '',
	"https://rates.example.org\nx"     => '',
	'rates.example.org'                => '',
	''                                 => '',
);
foreach ( $addresses as $text => $origin ) {
	check( "the origin in $text", $origin, tickerd_origin( $text ) );
}

function answer( $document, $status = 200 ) {
	return array(
		'status' => $status,
		'body'   => is_string( $document ) ? $document : json_encode( $document ),
	);
}
$where = PUBLIC_SERVER . '/widget/release.json';
$form  = array(
	'server' => PUBLIC_SERVER . '/',
	'pin'    => '1',
);
$file  = array_diff_key( RELEASE, array( 'version' => 0 ) );

$site = start_site( array() );
check( 'an address', array( 'server' => PUBLIC_SERVER, 'pin' => false, 'release' => null ), tickerd_sanitize_settings( array( 'server' => PUBLIC_SERVER ) ) );
check( 'nobody was asked', array(), $site->asked );

$site->answers[ $where ] = answer( array( 'version' => '0.1.0', 'public_url' => '', 'files' => array( 'tickerd.js' => $file ) ) );
check( 'a release', $pinned, tickerd_sanitize_settings( $form ) );
check( 'the server was asked', array( $where ), $site->asked );
check( 'no complaint', array(), $site->errors );
check( 'what was read is read again', $pinned, tickerd_sanitize_settings( $pinned ) );

$bad_answers = array(
	'away'          => new WP_Error(),
	'404'           => answer( array( 'version' => '1', 'files' => array( 'tickerd.js' => $file ) ), 404 ),
	'no JSON'       => answer( '<html>' ),
	'a bare number' => answer( '7' ),
	'no version'    => answer( array( 'files' => array( 'tickerd.js' => $file ) ) ),
	'a wrong file'  => answer( array( 'version' => '1', 'files' => array( 'tickerd.js' => 'x' ) ) ),
	'another host'  => answer( array( 'version' => '1', 'files' => array( 'tickerd.js' => array( 'path' => '//evil.example/x.js' ) + $file ) ) ),
	'hostile hash'  => answer( array( 'version' => '1', 'files' => array( 'tickerd.js' => array( 'integrity' => '"><script>' ) + $file ) ) ),
);
foreach ( $bad_answers as $what => $answer ) {
	$site                    = start_site( array() );
	$site->answers[ $where ] = $answer;
	check( "nothing is pinned: $what", array( 'server' => PUBLIC_SERVER, 'pin' => false, 'release' => null ), tickerd_sanitize_settings( $form ) );
	check( "and that is said: $what", "$where: expected a release to pin, found none", $site->errors['tickerd_release'] ?? '' );
}

$site = start_site();
check( 'a bad address leaves the old one', tickerd_settings(), tickerd_sanitize_settings( array( 'server' => '<b>"' ) ) );
check(
	'and is said, escaped',
	'Address of the server: expected an origin like https://rates.example.org, found &lt;b&gt;&quot;',
	$site->errors['tickerd_server'] ?? ''
);
check( 'an empty address turns it off', '', tickerd_sanitize_settings( array( 'server' => '' ) )['server'] );

tickerd_admin_init();
tickerd_admin_menu();
check( 'who may', 'manage_options', $site->settings['tickerd-page']['capability'] );
ob_start();
start_site( $pinned );
tickerd_settings_page();
$page = ob_get_clean();
check( 'the page shows the address', true, str_contains( $page, 'value="https://rates.example.org"' ) );
check( 'and the pin', true, str_contains( $page, 'checked="checked"' ) && str_contains( $page, 'Pinned: 0.1.0' ) );
$GLOBALS['site']->may = array( 'edit_posts' );
ob_start();
tickerd_settings_page();
check( 'the page is for administrators', '', ob_get_clean() );
$GLOBALS['uninstall']();
check( 'nothing stays behind', array(), $GLOBALS['site']->options );

// The block.
$site  = start_site();
$block = $site->blocks['tickerd/ticker'];
check( 'attributes', array_keys( tickerd_attributes() ), array_keys( $block['attributes'] ) );
check( 'a flag is a boolean', 'boolean', $block['attributes']['spark']['type'] );
check(
	'is written as the shortcode is',
	'<div class="wp-block-tickerd-ticker">' . tickerd_shortcode( array( 'pairs' => 'KGS/USD' ) ) . '</div>',
	$block['render_callback']( array( 'pairs' => 'KGS/USD', 'layout' => '', 'spark' => false ) )
);
check( 'the editor knows the server', true, str_contains( $site->inline['tickerd-block'], '"server":"https:\/\/rates.example.org"' ) );
check( 'nothing ends the script', false, str_contains( $site->inline['tickerd-block'], '<' ) );

if ( 0 === $failures ) {
	echo "wordpress: the plugin passed\n";
}
exit( 0 === $failures ? 0 : 1 );

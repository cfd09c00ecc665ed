<?php
/**
 * Plugin Name:       tickerd
 * Description:       A live tape of exchange rates from your own tickerd server, as a shortcode and as a block.
 * Version:           0.1.0
 * Requires at least: 6.3
 * Requires PHP:      7.4
 * License:           MIT
 * Text Domain:       tickerd
 */

defined( 'ABSPATH' ) || exit;

require_once __DIR__ . '/attributes.php';
require_once __DIR__ . '/settings.php';

/** The settings of the site: `server` (an origin, or ''), `pin`, and `release` (an array, or null when none is pinned). */
function tickerd_settings() {
	$stored  = get_option( 'tickerd' );
	$stored  = is_array( $stored ) ? $stored : array();
	$release = isset( $stored['release'] ) ? tickerd_release( $stored['release'] ) : null;
	return array(
		'server'  => tickerd_origin( isset( $stored['server'] ) ? $stored['server'] : '' ),
		'pin'     => ! empty( $stored['pin'] ),
		'release' => empty( $stored['pin'] ) ? null : $release,
	);
}

/** Makes the script known; a page that shows a tape asks for it. */
function tickerd_register_script() {
	$settings = tickerd_settings();
	if ( '' === $settings['server'] ) {
		return;
	}
	$path = $settings['release'] ? $settings['release']['path'] : '/widget.js';
	// No version: the address of a release has its own, and a query would make another file of it.
	wp_register_script(
		'tickerd',
		$settings['server'] . $path,
		array(),
		null, // phpcs:ignore WordPress.WP.EnqueuedResourceParameters.MissingVersion
		array(
			'strategy'  => 'async',
			'in_footer' => true,
		)
	);
	wp_oembed_add_provider( $settings['server'] . '/embed*', $settings['server'] . '/oembed' );
}
add_action( 'init', 'tickerd_register_script' );

/** Has the browser load the script beside the page and, when a release is pinned, check it. */
function tickerd_script_tag( $tag, $handle ) {
	if ( 'tickerd' !== $handle ) {
		return $tag;
	}
	$settings = tickerd_settings();
	$more     = preg_match( '/\sasync\b/', $tag ) ? '' : ' async';
	if ( $settings['release'] ) {
		$more .= ' integrity="' . esc_attr( $settings['release']['integrity'] ) . '" crossorigin="anonymous"';
	}
	return preg_replace( '/^(\s*<script)\b/', '$1' . $more, $tag, 1 );
}
add_filter( 'script_loader_tag', 'tickerd_script_tag', 10, 2 );

/** The address of the tape as a picture, for readers without scripts. */
function tickerd_picture( $server, array $attributes ) {
	$query = array( 'format' => 'svg' );
	foreach ( array( 'pairs', 'basis' ) as $name ) {
		if ( isset( $attributes[ $name ] ) ) {
			$query[ $name ] = $attributes[ $name ];
		}
	}
	if ( isset( $attributes['spark'] ) ) {
		$query['spark'] = '30';
	}
	return $server . '/v1/tape?' . http_build_query( $query, '', '&' );
}

/** The tape for what an author wrote or chose; what the tape would not understand is left out. */
function tickerd_markup( array $given ) {
	$server = tickerd_settings()['server'];
	if ( '' === $server ) {
		$text = __( 'tickerd: enter the address of your server under Settings, tickerd.', 'tickerd' );
		return current_user_can( 'edit_posts' ) ? '<p>' . esc_html( $text ) . '</p>' : '';
	}
	wp_enqueue_script( 'tickerd' );
	$attributes = tickerd_read_attributes( $given );
	// Said although it is the origin of the script: plugins that merge scripts serve it from elsewhere.
	$html = '<rate-ticker src="' . esc_url( $server ) . '"';
	foreach ( $attributes as $name => $text ) {
		$html .= ' ' . $name . ( '' === $text ? '' : '="' . esc_attr( $text ) . '"' );
	}
	$alt = __( 'Exchange rates', 'tickerd' );
	return $html . '><noscript><img src="' . esc_url( tickerd_picture( $server, $attributes ) ) . '" alt="' .
		esc_attr( $alt ) . '"></noscript></rate-ticker>';
}

/** `[tickerd pairs="KGS/USD,KZT/USD" theme="dark" spark="yes"]` */
function tickerd_shortcode( $given ) {
	return tickerd_markup( is_array( $given ) ? $given : array() );
}
add_shortcode( 'tickerd', 'tickerd_shortcode' );

function tickerd_block( $given ) {
	return '<div ' . get_block_wrapper_attributes() . '>' . tickerd_markup( $given ) . '</div>';
}

/** What the block's editor has to know: the server, and every attribute with its label and its values. */
function tickerd_editor_data() {
	$options = array();
	foreach ( tickerd_attributes() as $name => $attribute ) {
		$options[] = array( 'name' => $name ) + $attribute;
	}
	return array(
		'server'   => tickerd_settings()['server'],
		'settings' => admin_url( 'options-general.php?page=tickerd' ),
		'options'  => $options,
	);
}

function tickerd_register_block() {
	$attributes = array();
	foreach ( tickerd_attributes() as $name => $attribute ) {
		$attributes[ $name ] = 'flag' === $attribute['kind']
			? array(
				'type'    => 'boolean',
				'default' => false,
			)
			: array(
				'type'    => 'string',
				'default' => '',
			);
	}
	wp_register_script(
		'tickerd-block',
		plugins_url( 'block.js', __FILE__ ),
		array( 'wp-blocks', 'wp-element', 'wp-block-editor', 'wp-components', 'wp-i18n' ),
		'0.1.0',
		true
	);
	wp_add_inline_script(
		'tickerd-block',
		'window.tickerdBlock = ' . wp_json_encode( tickerd_editor_data(), JSON_HEX_TAG | JSON_HEX_AMP ),
		'before'
	);
	register_block_type(
		'tickerd/ticker',
		array(
			'api_version'     => 3,
			'title'           => __( 'Exchange rates', 'tickerd' ),
			'description'     => __( 'A live tape of exchange rates.', 'tickerd' ),
			'category'        => 'widgets',
			'icon'            => 'chart-line',
			'attributes'      => $attributes,
			'supports'        => array(
				'align' => array( 'wide', 'full' ),
				'html'  => false,
			),
			'editor_script'   => 'tickerd-block',
			'render_callback' => 'tickerd_block',
		)
	);
}
add_action( 'init', 'tickerd_register_block' );

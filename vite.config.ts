import vue from '@vitejs/plugin-vue'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import components from 'unplugin-vue-components/vite'
import { defineConfig } from 'vite'

const server = process.env['MUJIE_API'] ?? 'http://127.0.0.1:8080'

/** Everything the server answers itself; the rest is the page (`/api-client/…` is ours). */
const proxy = { '^/(api|ogc|tiles)(/|$)': { target: server, changeOrigin: false } }

/** Script of every page. What these need comes along, so only what the map, the largest page, needs too stands here. */
const shell =
  /web\/(api-client|i18n|app)\/[\w.-]+\.(ts|vue)|web\/ui\/(UiIcon|UiButton|UiMenu|ErrorState|EmptyState|KeyHint|icons|toasts|keyboard|confirm|as-of\.ts)|geodata\/model\//

export default defineConfig({
  root: 'web',
  plugins: [
    vue(),
    components({
      dirs: [],
      dts: 'components.d.ts',
      resolvers: [ElementPlusResolver({ importStyle: 'css' })],
    }),
  ],
  define: {
    // Every component is a script setup.
    __VUE_OPTIONS_API__: false,
    __VUE_I18N_LEGACY_API__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
    // Messages are compiled by i18n/compile-message.ts.
    __INTLIFY_DROP_MESSAGE_COMPILER__: true,
  },
  server: { port: 5173, proxy },
  preview: { port: 4173, proxy },
  worker: { format: 'es' },
  build: {
    outDir: '../dist',
    emptyOutDir: true,
    target: 'es2022',
    // A data: URL script or font would need a looser Content-Security-Policy than ours.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'maplibre', priority: 2, test: /node_modules\/(maplibre-gl|@maplibre|@mapbox)\// },
            // What every page begins with: one file of many small ones packs and travels better.
            { name: 'shell', test: shell, priority: 1 },
            {
              name: 'vue',
              priority: 2,
              test: /node_modules\/(@vue|vue|vue-router|pinia|@pinia|vue-i18n|@intlify)\//,
            },
          ],
        },
      },
    },
  },
  optimizeDeps: { include: ['maplibre-gl', 'element-plus/es'] },
})

import { PiniaColada } from '@pinia/colada'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { onSignedOut } from './api-client/client.ts'
import App from './app/App.vue'
import { createAppRouter } from './app/router.ts'
import { useSession } from './app/session.store.ts'
import { i18n, preferredLocale, useLocale } from './i18n/i18n.ts'
import './ui/tokens.css'
import './ui/base.css'

const app = createApp(App)
const pinia = createPinia()
app.use(pinia)
app.use(PiniaColada, { queryOptions: { staleTime: 10_000 } })
app.use(i18n)

const session = useSession(pinia)
onSignedOut(() => session.expire())

await useLocale(preferredLocale())
app.use(createAppRouter(session))
app.mount('#app')

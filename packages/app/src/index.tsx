import '@backstage/cli/asset-types';
import '@backstage/ui/css/styles.css';
import { holdChunks } from '@internal/plugin-auth-oauth2proxy-react';
import ReactDOM from 'react-dom/client';
import App from './App';
import './branding/branding.css';

holdChunks(__webpack_require__.f);

ReactDOM.createRoot(document.getElementById('root')!).render(<App />);

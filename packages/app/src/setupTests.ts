import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// Whole pages are slow to render on a busy machine.
configure({ asyncUtilTimeout: 10_000 });
jest.setTimeout(30_000);

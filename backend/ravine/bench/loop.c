/* The update of a small tanh net as a C programmer would write it for speed: the measure for the engine's kernels.

   One call makes `updates` updates of full-width stochastic gradient descent on squared error, and records what the
   engine records. Sixteen examples share one vector, so the batch is at most 16.
   Build: gcc -O3 -march=native -ffast-math -shared -fPIC */
#include <math.h>
#include <stdint.h>

#define MAX_LAYERS 32
#define MAX_WIDTH 64

typedef float vector __attribute__((vector_size(64), aligned(64)));
typedef int32_t whole __attribute__((vector_size(64)));

static inline vector splat(float x) {
    return (vector){x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x};
}

/* a where mask is set, else b: in C, unlike C++, `?:` takes no vectors. */
static inline vector choose(whole mask, vector a, vector b) {
    return (vector)((mask & (whole)a) | (~mask & (whole)b));
}

static inline float total(vector a) {
    float sum = 0;
    for (int k = 0; k < 16; k++) sum += a[k];
    return sum;
}

/* e^x by range reduction and a polynomial, tanh x = 1 - 2 / (e^2x + 1): the engine's own method. */
static inline vector tanh_of(vector x) {
    vector low = splat(-9), high = splat(9);
    x = choose(x > high, high, x);
    x = choose(x < low, low, x);
    x = x * splat(2);
    vector n = x * splat(1.44269504f) + splat(12582912.0f) - splat(12582912.0f);
    vector r = x - n * splat(0.693359375f) + n * splat(2.12194440e-4f);
    vector p = splat(1.0f / 5040);
    p = p * r + splat(1.0f / 720);
    p = p * r + splat(1.0f / 120);
    p = p * r + splat(1.0f / 24);
    p = p * r + splat(1.0f / 6);
    p = p * r + splat(0.5f);
    p = p * r + splat(1);
    p = p * r + splat(1);
    whole exponent = (__builtin_convertvector(n, whole) + 127) << 23;
    vector e = p * (vector)exponent;
    return splat(1) - splat(2) / (e + splat(1));
}

static uint64_t random_bits(uint64_t *state) {
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * 2685821657736338717ull;
}

void train(int layers, const int *widths, float *theta, const float *x, const float *y, int *order, int examples,
           int batch, float lr, int updates, float *loss, float *gradient_norm) {
    static vector a[MAX_LAYERS + 1][MAX_WIDTH], delta[MAX_LAYERS + 1][MAX_WIDTH];
    static float grad[MAX_LAYERS * (MAX_WIDTH + 1) * MAX_WIDTH];
    static uint64_t state = 88172645463325252ull;
    int inputs = widths[0], position = 0;
    for (int u = 0; u < updates; u++) {
        if (position == 0)
            for (int i = examples - 1; i > 0; i--) {
                int j = (int)((random_bits(&state) >> 32) * (uint64_t)(i + 1) >> 32);
                int other = order[i];
                order[i] = order[j];
                order[j] = other;
            }
        int count = examples - position < batch ? examples - position : batch;
        vector target = splat(0), real = splat(0);
        for (int k = 0; k < count; k++) {
            int example = order[position + k];
            for (int i = 0; i < inputs; i++) a[0][i][k] = x[example * inputs + i];
            target[k] = y[example];
            real[k] = 1;
        }
        position = position + count == examples ? 0 : position + count;

        float *w = theta;
        for (int l = 0; l < layers; l++) {
            int ni = widths[l], no = widths[l + 1];
            for (int o = 0; o < no; o++) {
                vector z = splat(w[no * ni + o]);
                for (int i = 0; i < ni; i++) z += splat(w[o * ni + i]) * a[l][i];
                a[l + 1][o] = tanh_of(z);
            }
            w += (ni + 1) * no;
        }
        vector error = (a[layers][0] - target) * real;
        loss[u] = 0.5f * total(error * error) / count;
        error /= splat(count);
        delta[layers][0] = error - error * a[layers][0] * a[layers][0];

        float *g = grad + (w - theta);
        for (int l = layers - 1; l >= 0; l--) {
            int ni = widths[l], no = widths[l + 1];
            w -= (ni + 1) * no;
            g -= (ni + 1) * no;
            float squares = 0;
            for (int o = 0; o < no; o++) {
                for (int i = 0; i < ni; i++) g[o * ni + i] = total(delta[l + 1][o] * a[l][i]);
                g[no * ni + o] = total(delta[l + 1][o]);
            }
            for (int i = 0; i < (ni + 1) * no; i++) squares += g[i] * g[i];
            gradient_norm[u * layers + l] = sqrtf(squares);
            if (l)
                for (int i = 0; i < ni; i++) {
                    vector d = splat(0);
                    for (int o = 0; o < no; o++) d += splat(w[o * ni + i]) * delta[l + 1][o];
                    delta[l][i] = d - d * a[l][i] * a[l][i];
                }
        }
        int parameters = 0;
        for (int l = 0; l < layers; l++) parameters += (widths[l] + 1) * widths[l + 1];
        for (int i = 0; i < parameters; i++) theta[i] -= lr * grad[i];
    }
}

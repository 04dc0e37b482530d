using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SoftCfg.Layers.Kernels;

/// <summary>The ways of <see cref="IStoredNumbers{TElement}"/>.</summary>
internal static class StoredNumbers
{
    /// <summary>float32: exact.</summary>
    internal readonly unsafe struct Float32 : IStoredNumbers<float>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<float> Load(float* from) => Vector.Load(from);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static float Read(float* from) => *from;

        public static void Store(float* from, int count, float* to) => new ReadOnlySpan<float>(from, count).CopyTo(new Span<float>(to, count));
    }

    /// <summary>bfloat16: the upper half of a float32, rounded to nearest, halves to even.</summary>
    internal readonly unsafe struct BFloat16 : IStoredNumbers<ushort>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<float> Load(ushort* from)
        {
            if (Vector<float>.Count == Lanes512.Count && Lanes512.IsSupported)
                return Lanes512.LoadBFloat16(from).AsVector();
            if (Vector<float>.Count == Lanes256.Count && Lanes256.IsSupported)
                return Lanes256.LoadBFloat16(from).AsVector();
            return Vector<float>.Count == Lanes128.Count ? Lanes128.LoadBFloat16(from).AsVector() : LoadEach(from);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static float Read(ushort* from) => BitConverter.UInt32BitsToSingle((uint)*from << 16);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Store(float* from, int count, ushort* to)
        {
            var i = 0;
            for (; i <= count - 2 * Vector<float>.Count; i += 2 * Vector<float>.Count)
                Vector.Store(Vector.Narrow(Upper(Vector.Load(from + i)), Upper(Vector.Load(from + i + Vector<float>.Count))), to + i);
            for (; i < count; i++)
                to[i] = Round(from[i]);
        }

        /// <summary>Rounds one number.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ushort Round(float value)
        {
            var bits = BitConverter.SingleToUInt32Bits(value);
            return (ushort)((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector<uint> Upper(Vector<float> values)
        {
            var bits = Vector.AsVectorUInt32(values);
            return (bits + new Vector<uint>(0x7FFF) + (bits >>> 16 & Vector<uint>.One)) >>> 16;
        }

        private static Vector<float> LoadEach(ushort* from)
        {
            var numbers = stackalloc float[Vector<float>.Count];
            for (var i = 0; i < Vector<float>.Count; i++)
                numbers[i] = Read(from + i);
            return Vector.Load(numbers);
        }
    }
}

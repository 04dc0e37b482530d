using SoftCfg.Layers;
using SoftCfg.Models;
using SoftCfg.Tests.Recipes;
using static TorchSharp.torch;

namespace SoftCfg.Playground.Tests.Pages;

/// <summary>A tiny model whose every pass waits until a test lets it through: what happens in between can be looked at.</summary>
internal sealed class GatedModel : ICausalImageModel
{
    private readonly TinyTransformer inner = new();
    private readonly Lock gate = new();
    private readonly SemaphoreSlim passes = new(0);
    private volatile bool isOpen = true;

    /// <summary>Passes so far.</summary>
    public int Passes;

    public int SequenceLength => inner.SequenceLength;
    public int CodebookSize => inner.CodebookSize;
    public int ClassCount => inner.ClassCount;
    public ScalarType Dtype => inner.Dtype;
    public Device Device => inner.Device;

    /// <summary>Lets nothing through until the result is disposed, but for what <see cref="LetThrough"/> says.</summary>
    public IDisposable Close()
    {
        lock (gate)
        {
            while (passes.CurrentCount > 0)
                passes.Wait();
            isOpen = false;
        }
        return new Opening(this);
    }

    /// <summary>Lets some passes through: a token of each image that grows.</summary>
    public void LetThrough(int count) => passes.Release(count);

    public IReadOnlyList<long> Context(int? classLabel) => inner.Context(classLabel);

    public KeyValueCache CreateCache(int slots, int capacity) => inner.CreateCache(slots, capacity);

    public Tensor Forward(ForwardPass pass, KeyValueCache cache)
    {
        if (!isOpen)
            passes.Wait();
        Interlocked.Increment(ref Passes);
        return inner.Forward(pass, cache);
    }

    public void Dispose()
    {
        inner.Dispose();
        passes.Dispose();
    }

    private sealed class Opening(GatedModel model) : IDisposable
    {
        public void Dispose()
        {
            lock (model.gate)
            {
                model.isOpen = true;
                model.passes.Release(10_000);
            }
        }
    }
}

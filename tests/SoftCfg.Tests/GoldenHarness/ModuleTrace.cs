using SoftCfg.Layers.Strips;
using static TorchSharp.torch;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>What the modules of a network took and returned when they were last run, by their names in its state dict.</summary>
internal sealed class ModuleTrace
{
    private readonly Dictionary<string, Tensor> inputs = new(StringComparer.Ordinal), outputs = new(StringComparer.Ordinal);

    public ModuleTrace(nn.Module network)
    {
        foreach (var (name, module) in network.named_modules())
        {
            if (module is nn.Module<Tensor, Tensor> traced)
            {
                traced.register_forward_hook((_, input, output) =>
                {
                    (inputs[name], outputs[name]) = (Keep(input), Keep(output));
                    return output;
                });
            }
            // What returns pictures in strips may change them later.
            else if (module is nn.Module<StripSource, Tensor?, StoredStrips> inStrips)
                inStrips.register_forward_hook((_, _, _, output) => Keep(name, output));
            else if (module is nn.Module<StoredStrips, Tensor?, StoredStrips> onStrips)
                onStrips.register_forward_hook((_, _, _, output) => Keep(name, output));
        }
    }

    public Tensor Input(string module) => inputs[module];

    public Tensor Output(string module) => outputs[module];

    private StoredStrips Keep(string name, StoredStrips output)
    {
        using var scope = NewDisposeScope();
        outputs[name] = Keep(output.Read(0, output.Height));
        return output;
    }

    private static Tensor Keep(Tensor tensor) => tensor.clone().DetachFromDisposeScope();
}

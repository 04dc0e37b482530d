using SoftCfg.Native;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OwnModel;

/// <summary>Attention and a feed-forward network; whoever calls it says how to attend.</summary>
internal sealed class PatternLayer : nn.Module
{
    private readonly int heads;
    private readonly LayerNorm attentionNorm, feedNorm;
    private readonly Linear qkv, mix, up, down;

    public PatternLayer(int channels, int heads) : base(nameof(PatternLayer))
    {
        this.heads = heads;
        attentionNorm = nn.LayerNorm(channels);
        feedNorm = nn.LayerNorm(channels);
        qkv = nn.Linear(channels, 3 * channels);
        mix = nn.Linear(channels, channels);
        up = nn.Linear(channels, 4 * channels);
        down = nn.Linear(4 * channels, channels);
        RegisterComponents();
    }

    /// <param name="stream">[rows, n, channels].</param>
    /// <param name="attend">Takes query, key and value [rows, heads, n, head size], and returns what the query is.</param>
    public Tensor Apply(Tensor stream, Func<Tensor, Tensor, Tensor, Tensor> attend)
    {
        var (rows, n, channels) = (stream.shape[0], stream.shape[1], stream.shape[2]);
        var parts = qkv.call(attentionNorm.call(stream)).view(rows, n, 3, heads, -1).permute(2, 0, 3, 1, 4).unbind(0);
        var attended = attend(parts[0], parts[1], parts[2]).transpose(1, 2).reshape(rows, n, channels);
        stream = stream.Plus(mix.call(attended));
        return stream.Plus(down.call(nn.functional.gelu(up.call(feedNorm.call(stream)))));
    }
}

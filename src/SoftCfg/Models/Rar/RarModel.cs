using SoftCfg.Layers;
using SoftCfg.Native;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace SoftCfg.Models.Rar;

/// <summary>
/// RAR, a class-conditional autoregressive generator (arXiv 2411.00776; the reference is RAR/rar.py of RobusTok and
/// modeling/rar.py of 1d-tokenizer). Parameter names are those of the published checkpoints.
/// </summary>
/// <remarks>
/// The sequence is [cls, condition, token 0, token 1, ...]; position 1 + k predicts token k. Positions are learned: each
/// adds its own row and, except cls and the very last, the row of the position it predicts. The conditioning vector of
/// the adaptive norms is the condition's embedding plus a row per position.
/// </remarks>
public sealed class RarModel : nn.Module, ICausalImageModel, IPackedModel
{
    /// <summary>Epsilon of every layer norm.</summary>
    internal const double NormEpsilon = 1e-6;

    // cls and condition.
    private const int PrefixLength = 2;

    private readonly RarConfig config;
    [ComponentName(Name = "cls_token")]
    private readonly Parameter clsToken;
    [ComponentName(Name = "pos_embed")]
    private readonly Parameter positions;
    [ComponentName(Name = "target_aware_pos_embed")]
    private readonly Parameter targetPositions;
    [ComponentName(Name = "timesteps_embeddings")]
    private readonly Parameter timesteps;
    private readonly EmbeddingTable embeddings;
    private readonly ModuleList<TransformerBlock> blocks;
    [ComponentName(Name = "adaln_before_head")]
    private readonly RarFinalNorm finalNorm;
    [ComponentName(Name = "lm_head")]
    private readonly Projection head;
    private readonly TransformerStack stack;

    /// <summary>Allocates a model; its weights are zero until a checkpoint is loaded.</summary>
    /// <param name="config">Sizes.</param>
    /// <param name="dtype">How weights are stored and multiplied: float32 (default) or bfloat16.</param>
    /// <param name="device">Where weights live; the CPU by default.</param>
    /// <exception cref="ArgumentException">The sizes make no model.</exception>
    public RarModel(RarConfig config, ScalarType dtype = ScalarType.Float32, Device? device = null)
        : base(nameof(RarModel))
    {
        config.Validate();
        this.config = config;
        Dtype = dtype;
        Device = device ?? CPU;
        Parameter Table(long rows) => new(zeros([1, rows, config.HiddenSize], Dtype, Device));
        clsToken = Table(1);
        // The published tables are longer than any sequence they serve.
        positions = Table(config.SequenceLength + 1024);
        targetPositions = Table(config.SequenceLength + 1024);
        timesteps = Table(config.SequenceLength + 100);
        // Codes, the mask (unused when sampling), classes, "no class".
        embeddings = new EmbeddingTable(config.CodebookSize + 1 + config.ClassCount + 1, config.HiddenSize, Dtype, Device);
        blocks = new ModuleList<TransformerBlock>(Enumerable.Range(0, config.Layers).Select(_ => Block()).ToArray());
        finalNorm = new RarFinalNorm(config, Dtype, Device);
        head = new Projection(config.HiddenSize, config.CodebookSize, hasBias: true, Dtype, Device);
        stack = new TransformerStack(blocks.ToList(), finalNorm.Norm, head, finalNorm.Modulation);
        RegisterComponents();
        eval();
    }

    /// <inheritdoc/>
    public int SequenceLength => config.SequenceLength;

    /// <inheritdoc/>
    public int CodebookSize => config.CodebookSize;

    /// <inheritdoc/>
    public int ClassCount => config.ClassCount;

    /// <inheritdoc/>
    public ScalarType Dtype { get; }

    /// <inheritdoc/>
    public Device Device { get; }

    /// <inheritdoc/>
    public WeightFormat? Weights => stack.Weights;

    /// <summary>The blocks.</summary>
    internal TransformerStack Stack => stack;

    /// <inheritdoc/>
    public long WeightBytes => stack.WeightBytes;

    /// <summary>The token of cls, which has no row in the table: one behind "no class".</summary>
    private long ClsToken => ConditionOf(null) + 1;

    /// <inheritdoc/>
    public IReadOnlyList<long> Context(int? classLabel) => [ClsToken, ConditionOf(classLabel)];

    /// <inheritdoc/>
    public KeyValueCache CreateCache(int slots, int capacity) =>
        new(config.Layers, slots, config.Heads, capacity, config.HiddenSize / config.Heads, stack.CacheDtype(Dtype), Device);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The pass does not say what its rows are conditioned on.</exception>
    public Tensor Forward(ForwardPass pass, KeyValueCache cache)
    {
        using var scope = NewDisposeScope();
        return stack.Forward(Embed(pass).Plus(PositionsOf(pass)), pass, cache, ConditioningOf).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Pack(WeightFormat format) => stack.Pack(format);

    /// <summary>
    /// Teacher-forced logits of a whole sequence in a given order, without a cache: what training needs. With shuffled
    /// orders the position tables follow the tokens, while the conditioning follows the place in the sequence.
    /// </summary>
    /// <param name="classes">int64 [rows]: a class label, or <see cref="ClassCount"/> for no class.</param>
    /// <param name="tokens">int64 [rows, N], in raster order.</param>
    /// <param name="orders">int64 [rows, N]: entry k is the raster place of the token that comes k-th.</param>
    /// <returns>float [rows, N, V]: row k predicts the token that comes k-th.</returns>
    public Tensor ForwardInOrder(Tensor classes, Tensor tokens, Tensor orders)
    {
        using var scope = NewDisposeScope();
        var (rows, n) = (tokens.shape[0], tokens.shape[1]);
        var condition = embeddings.call(classes.Plus(ConditionOf(0))).unsqueeze(1);  // [rows, 1, channels]
        // The token that comes last predicts nothing, so it is not fed.
        var fed = embeddings.call(tokens.gather(1, orders)).narrow(1, 0, n - 1);
        var input = cat([clsToken.expand(condition.shape), condition, fed], 1);  // [rows, n + 1, channels]
        Tensor Shuffled(Parameter table) =>
            table[0].index_select(0, orders.Plus(PrefixLength).reshape(-1)).view(rows, n, -1);
        var own = cat([positions.narrow(1, 0, PrefixLength).expand(rows, -1, -1),
            Shuffled(positions).narrow(1, 0, n - 1)], 1);
        var target = nn.functional.pad(Shuffled(targetPositions), [0, 0, 1, 0]);
        var stream = input.Plus(own).Plus(target);
        var conditioning = condition.Plus(timesteps.narrow(1, 0, n + 1));
        // cls predicts nothing.
        return stack.Forward(stream, conditioning).narrow(1, 1, n).MoveToOuterDisposeScope();
    }

    private long ConditionOf(int? classLabel) => config.CodebookSize + 1 + (classLabel ?? config.ClassCount);

    /// <summary>Embeds a pass's tokens: [rows, n, channels].</summary>
    private Tensor Embed(ForwardPass pass)
    {
        if (!pass.Starts.Contains(0))
            return embeddings.call(pass.Tokens);
        // Only a row's first position holds cls, which the table does not know.
        var isCls = pass.Tokens.EqualTo(ClsToken);
        // At weight 0 and 1 a linear interpolation is one of its ends to the bit.
        return embeddings.call(pass.Tokens.MaskedFill(isCls, 0L)).lerp(clsToken, isCls.unsqueeze(-1).to(Dtype));
    }

    /// <summary>Own and target rows of a pass's positions: [rows or 1, n, channels].</summary>
    private Tensor PositionsOf(ForwardPass pass)
    {
        // The target row of position p is p + 1. cls (p = 0) has none, and neither has the last token, which predicts none.
        var target = pass.LookUp(targetPositions[0].narrow(0, 1, targetPositions.shape[1] - 1));
        if (pass.Starts.Contains(0) || pass.Starts.Max() + pass.Count > SequenceLength + 1)
        {
            var places = pass.LookUp(TensorArithmetic.Range(targetPositions.shape[1], Device));  // [rows or 1, n]
            var without = places.EqualTo(0).bitwise_or(places.GreaterThan((long)SequenceLength));
            target = target.MaskedFill(without.unsqueeze(-1), 0L);
        }
        return pass.LookUp(positions[0]).Plus(target);
    }

    /// <summary>The condition's embedding and a row per position: [rows, n, channels].</summary>
    private Tensor ConditioningOf(Tensor conditions, Func<Tensor, Tensor> lookUp)
    {
        using var scope = NewDisposeScope();
        return embeddings.call(conditions).unsqueeze(1).Plus(lookUp(timesteps[0])).MoveToOuterDisposeScope();
    }

    private TransformerBlock Block()
    {
        Norm Norm(long channels) => new LayerNormalization(channels, NormEpsilon, Dtype, Device);
        long channels = config.HiddenSize, headSize = channels / config.Heads;
        return new TransformerBlock(
            Norm(channels), new SelfAttention(channels, config.Heads, Norm(headSize), Norm(headSize), Dtype, Device),
            Norm(channels), new FeedForward(channels, config.IntermediateSize, Dtype, Device),
            new AdaptiveModulation(channels, chunks: 6, Dtype, Device));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            stack.Dispose();
        base.Dispose(disposing);
    }
}

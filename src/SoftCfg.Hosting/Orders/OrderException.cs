namespace SoftCfg.Hosting.Orders;

/// <summary>Something in an <see cref="ImageOrder"/> cannot be; the message is for whoever sent it.</summary>
public sealed class OrderException : ArgumentException
{
    /// <summary>Names what is wrong.</summary>
    /// <param name="field">The field, as requests spell it, such as <c>top_k</c>.</param>
    /// <param name="message">What was wrong, and what is expected.</param>
    /// <param name="inner">What was found to be wrong; null where nothing else said so.</param>
    public OrderException(string field, string message, Exception? inner = null) : base(message, inner) => Field = field;

    /// <summary>The field, as requests spell it.</summary>
    public string Field { get; }
}

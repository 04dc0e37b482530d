using SoftCfg.Decoding;
using SoftCfg.Families;

namespace SoftCfg.Tests.Families;

public class TokenLayoutTests
{
    [Theory]
    [InlineData(256, 0, 16)]
    [InlineData(49, 0, 7)]
    [InlineData(273, 17, 16)]
    [InlineData(18, 17, 1)]
    public void Tokens_make_a_square_grid_with_a_family_s_prefix_where_they_need_one(int tokens, int prefix, int side) =>
        Assert.Equal(new TokenGrid(prefix, side, side), TokenLayout.Of(tokens));

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(17)]
    [InlineData(274)]
    public void Other_tokens_make_none(int tokens) => Assert.Null(TokenLayout.Of(tokens));
}

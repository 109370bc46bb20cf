using Functions.Host;

namespace Functions.Tests.Host;

public sealed class HandlerPortTests
{
    [Fact]
    public void The_port_is_the_hosts()
    {
        Assert.Equal(36173, HandlerPort.Read(name => name == HandlerPort.Variable ? "36173" : null, out var fault));
        Assert.Null(fault);
    }

    [Theory]
    [InlineData(null, "is not set")]
    [InlineData("0", "not a port")]
    [InlineData("65536", "not a port")]
    [InlineData("http://*:80", "not a port")]
    public void Anything_else_is_a_fault_that_says_so(string? value, string words)
    {
        Assert.Null(HandlerPort.Read(_ => value, out var fault));
        Assert.Contains(words, fault, StringComparison.Ordinal);
    }
}

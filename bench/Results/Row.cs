namespace Bench.Results;

/// <summary>One line of the table that people read.</summary>
internal sealed record Row(string Part, string What, string Measured);

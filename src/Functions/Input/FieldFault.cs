namespace Functions.Input;

/// <summary>What is wrong with one field of an input.</summary>
/// <param name="Field">The field, as the sender spelt it.</param>
/// <param name="Message">What is wrong and what would be right.</param>
internal sealed record FieldFault(string Field, string Message);

// SPDX-License-Identifier: BSD-2-Clause
//
// oracle - what Google's library says of the numbers on stdin, one a line:
// the region and the type, or "- unknown" where it holds the number invalid.
//
// The number is not parsed, as that would take leading digits for a trunk
// prefix: its calling code and the rest go in as they are.
#include <iostream>
#include <set>
#include <string>

#include <phonenumbers/phonenumberutil.h>

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

static const char *name_of(PhoneNumberUtil::PhoneNumberType type)
{
	switch (type) {
	case PhoneNumberUtil::FIXED_LINE: return "landline";
	case PhoneNumberUtil::MOBILE: return "mobile";
	case PhoneNumberUtil::FIXED_LINE_OR_MOBILE: return "landline_or_mobile";
	case PhoneNumberUtil::TOLL_FREE: return "toll_free";
	case PhoneNumberUtil::PREMIUM_RATE: return "premium";
	case PhoneNumberUtil::SHARED_COST: return "shared_cost";
	case PhoneNumberUtil::VOIP: return "voip";
	case PhoneNumberUtil::PERSONAL_NUMBER: return "personal";
	case PhoneNumberUtil::PAGER: return "pager";
	case PhoneNumberUtil::UAN: return "uan";
	case PhoneNumberUtil::VOICEMAIL: return "voicemail";
	default: return "unknown";
	}
}

// False if no calling code begins the digits.
static bool fill(PhoneNumber *number, const std::string &digits,
    const std::set<int> &codes)
{
	for (size_t len = 1; len <= 3 && len < digits.size(); len++) {
		const int code = std::stoi(digits.substr(0, len));
		const std::string rest = digits.substr(len);
		const size_t zeros = rest.find_first_not_of('0');

		if (codes.count(code) == 0 || zeros == std::string::npos)
			continue;
		number->set_country_code(code);
		number->set_national_number(std::stoull(rest));
		if (zeros > 0) {
			number->set_italian_leading_zero(true);
			number->set_number_of_leading_zeros(
			    static_cast<int>(zeros));
		}
		return true;
	}
	return false;
}

int main()
{
	const PhoneNumberUtil &library = *PhoneNumberUtil::GetInstance();
	std::set<int> codes;
	std::string digits;

	library.GetSupportedCallingCodes(&codes);
	while (std::getline(std::cin, digits)) {
		PhoneNumber number;
		std::string region;

		if (!fill(&number, digits, codes) ||
		    !library.IsValidNumber(number)) {
			std::cout << "- unknown\n";
			continue;
		}
		library.GetRegionCodeForNumber(number, &region);
		std::cout << region << ' '
			  << name_of(library.GetNumberType(number)) << '\n';
	}
	return 0;
}
